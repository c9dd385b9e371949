import { createPython, kwargs } from '@pyloom/client';

const py = await createPython({ arrays: 'numpy', int64: 'number' });
const [datasets, linear, preprocessing, pipeline, selection] = await Promise.all(
  ['datasets', 'linear_model', 'preprocessing', 'pipeline', 'model_selection'].map((name) =>
    py.import(`sklearn.${name}`),
  ),
);

const { data, target, target_names: names } = await datasets.load_iris();
const [train, test, trainNames, testNames] = await selection.train_test_split(
  data,
  target,
  kwargs({ random_state: 0 }),
);
const model = await pipeline.make_pipeline(preprocessing.StandardScaler(), linear.LogisticRegression());
await model.fit(train, trainNames);
console.log((await model.score(test, testNames)) > 0.9);

const [flower] = await model.predict([[5.1, 3.5, 1.4, 0.2]]);
console.log(names[flower]);

const pickle = await py.import('pickle');
const bytes = await pickle.dumps(model); // a Buffer: for a file, a database, another process
console.log(await pickle.loads(bytes).predict([[6.7, 3.1, 5.6, 2.4]]));
await py.close();
