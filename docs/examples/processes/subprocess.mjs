import { createPython } from '@pyloom/client';

const py = await createPython();
await py.exec(`
import subprocess, sys

def start():
    print('Python')
    subprocess.run(['echo', 'a child of Python'])
    return subprocess.run(['echo', 'kept'], capture_output=True, text=True).stdout.strip()
`);
console.log(await py.call('__main__', 'start'));
await py.close();
