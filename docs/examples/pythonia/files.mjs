import { createPython } from '@pyloom/client';

const py = await createPython({ sysPath: [import.meta.dirname] });
for await (const file of py.stream('files', 'get_files')) {
  console.log(file);
}
