import { createPython, kwargs } from '@pyloom/client';

const py = await createPython();
const tk = await py.import('tkinter');
const root = await tk.Tk();
await tk.Label(root, kwargs({ text: 'Hello World' })).pack();
await root.mainloop();
