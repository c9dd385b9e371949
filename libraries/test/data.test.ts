import { kwargs, type PythonError } from '@pyloom/client';
import { expect, it } from 'vitest';
import { describeLibrary } from './library';

describeLibrary('pydantic', async (py) => {
  await py.defineModule(
    'models',
    `
from typing import List
from pydantic import BaseModel, Field

class User(BaseModel):
    name: str
    age: int = Field(ge=0)
    tags: List[str] = []
`,
  );
  const { User } = await py.import('models');

  it('checks values and gives them back', async () => {
    const user = await User(kwargs({ name: 'Ada', age: '36' }));
    expect(await user.model_dump()).toEqual({ name: 'Ada', age: 36, tags: [] });
    expect(await user.$js()).toEqual({ name: 'Ada', age: 36, tags: [] });
    expect(JSON.parse(await user.model_dump_json())).toEqual({ name: 'Ada', age: 36, tags: [] });
    expect(await User.model_validate({ name: 'Bob', age: 1 }).name).toBe('Bob');
  });

  it('says what is wrong with them', async () => {
    const error: PythonError = await Promise.resolve(User(kwargs({ name: 'Ada', age: -1 }))).catch(
      (error) => error,
    );
    expect(error.type).toBe('ValidationError');
    expect(error.isInstance('ValueError')).toBe(true);
    expect(await error.value.errors()).toMatchObject([
      { type: 'greater_than_equal', loc: ['age'], input: -1 },
    ]);
  });
});

describeLibrary('SQLAlchemy', async (py) => {
  const sa = await py.import('sqlalchemy');
  const engine = await sa.create_engine('sqlite://');

  it('runs statements on a connection', async () => {
    const connection = await engine.connect();
    await connection.execute(sa.text('create table points (x integer, name text)'));
    await connection.execute(sa.text('insert into points values (:x, :name)'), [
      { x: 1, name: 'a' },
      { x: 2, name: 'b' },
    ]);
    await connection.commit();
    expect(
      await connection.execute(sa.text('select * from points order by x')).mappings().all().$js(),
    ).toEqual([
      { x: 1, name: 'a' },
      { x: 2, name: 'b' },
    ]);
    expect(await connection.execute(sa.text('select sum(x) from points')).scalar()).toBe(3);
    await connection.close();
  });

  it('builds statements', async () => {
    const metadata = await sa.MetaData();
    const users = await sa.Table(
      'users',
      metadata,
      sa.Column('id', sa.Integer, kwargs({ primary_key: true })),
      sa.Column('name', sa.String),
    );
    await metadata.create_all(engine);
    const connection = await engine.connect();
    await connection.execute(sa.insert(users), [{ name: 'Ada' }, { name: 'Bob' }]);
    const names = sa.select(users.c.name).where(users.c.name.$op('!=', 'Bob'));
    expect(await connection.execute(names).scalars().all()).toEqual(['Ada']);
    await connection.close();
  });
});

describeLibrary('lxml, PyYAML and cryptography', async (py) => {
  it('find elements by XPath', async () => {
    const etree = await py.import('lxml.etree');
    const root = await etree.fromstring('<a><b x="1"/><b x="2">two</b></a>');
    expect(await root.xpath('//b/@x')).toEqual(['1', '2']);
    const tags: unknown[] = [];
    for await (const element of root) tags.push([await element.tag, await element.text]);
    expect(tags).toEqual([['b', null], ['b', 'two']]); // biome-ignore format: pairs
    expect((await etree.tostring(root)).toString()).toBe('<a><b x="1"/><b x="2">two</b></a>');
    await expect(etree.fromstring('<a>')).rejects.toMatchObject({ type: 'XMLSyntaxError' });
  });

  it('read and write YAML', async () => {
    const yaml = await py.import('yaml');
    expect(await yaml.safe_load('a: [1, 2.5]\nb: {c: null}\n')).toEqual({ a: [1, 2.5], b: { c: null } });
    expect(await yaml.dump({ a: [1, { b: null }] })).toBe('a:\n- 1\n- b: null\n');
    await expect(yaml.safe_load('a: [1')).rejects.toMatchObject({ type: 'ParserError' });
  });

  it('encrypt and decrypt', async () => {
    const { Fernet } = await py.import('cryptography.fernet');
    const fernet = await Fernet(Fernet.generate_key());
    const token = await fernet.encrypt(Buffer.from('secret'));
    expect((await fernet.decrypt(token)).toString()).toBe('secret');
    await expect(fernet.decrypt(Buffer.from('no token'))).rejects.toMatchObject({ type: 'InvalidToken' });
  });
});
