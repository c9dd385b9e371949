import { withoutAccount } from './package-index';
import { provideUv, type Say } from './provide-uv';
import { Uv } from './uv';

/** A Python that is installed now. */
export interface InstalledPython {
  readonly executable: string;
  readonly version: string;
}

/**
 * Has uv install a CPython into uv's own folder, unless it is there. Rejects with PythonInstallError that has uv's own words.
 *
 * @param version such as '3.14', '3.14.2' or '3.14t'
 * @param say is told what is fetched from where
 */
export async function installPython(version: string, say: Say): Promise<InstalledPython> {
  const uv = new Uv(await provideUv(say));
  const download = await uv.findDownload(version);
  const folder = await uv.installFolder();
  say(`has uv install CPython ${download.version} from ${withoutAccount(download.url)} into ${folder}`);
  await uv.install(version, say);
  return { executable: await uv.find(version), version: download.version };
}
