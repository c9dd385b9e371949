import { libraryConfig } from '/work/main/tsup.shared.ts';
export default libraryConfig({ outDir: '/tmp/semdist2', clean: false });
