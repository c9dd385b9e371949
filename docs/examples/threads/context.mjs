import { createPython } from '@pyloom/client';

const py = await createPython();

const db = await py.context();
await db.exec(`
import sqlite3
connection = sqlite3.connect(":memory:")  # may be used by the thread that made it, and by no other
connection.execute("create table cities (name, people)")
`);
const cities = [
  ['Oslo', 717710],
  ['Bergen', 291940],
];
await db.eval('connection.executemany("insert into cities values (?, ?)", rows).rowcount', { rows: cities });
console.log(await db.eval('connection.execute("select name from cities order by people").fetchall()'));
await db.close();

await py.close();
