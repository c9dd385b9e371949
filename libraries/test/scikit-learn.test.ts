import { kwargs, NdArray } from '@pyloom/client';
import { expect, it } from 'vitest';
import { describeLibrary } from './library';

describeLibrary('scikit-learn', async (py) => {
  const [datasets, linear, selection, preprocessing, pipeline] = await Promise.all([
    py.import('sklearn.datasets'),
    py.import('sklearn.linear_model'),
    py.import('sklearn.model_selection'),
    py.import('sklearn.preprocessing'),
    py.import('sklearn.pipeline'),
  ]);
  const flower = [[5.1, 3.5, 1.4, 0.2]];

  it('trains a model on one part of the data and scores it on the other', async () => {
    const { data, target } = await datasets.load_iris();
    const parts = await selection.train_test_split(data, target, kwargs({ random_state: 0 }));
    const [xTrain, xTest, yTrain, yTest] = parts as NdArray[];
    expect([xTrain?.shape, xTest?.shape]).toEqual([[112, 4], [38, 4]]); // biome-ignore format: pairs
    const model = await pipeline.make_pipeline(preprocessing.StandardScaler(), linear.LogisticRegression());
    await model.fit(xTrain, yTrain);
    expect(await model.score(xTest, yTest)).toBeGreaterThan(0.9);
    expect(await model.predict(flower)).toEqual(Float64Array.of(0));
    const chances: NdArray = await model.predict_proba(flower);
    expect(chances).toBeInstanceOf(NdArray);
    expect(chances.shape).toEqual([1, 3]);
  });

  it('keeps a model in bytes', async () => {
    const [X, y] = await datasets.load_iris(kwargs({ return_X_y: true }));
    const model = await linear.LogisticRegression(kwargs({ max_iter: 500 })).fit(X, y);
    const pickle = await py.import('pickle');
    const bytes = await pickle.dumps(model);
    expect(bytes).toBeInstanceOf(Buffer);
    expect(await pickle.loads(bytes).predict(flower)).toEqual(Float64Array.of(0));
  });

  it('trains with threads and processes of its own', async () => {
    const [X, y] = await datasets.load_iris(kwargs({ return_X_y: true }));
    const ensemble = await py.import('sklearn.ensemble');
    const forest = await ensemble.RandomForestClassifier(
      kwargs({ n_estimators: 10, random_state: 0, n_jobs: 2 }),
    );
    await forest.fit(X, y);
    expect(await forest.score(X, y)).toBeGreaterThan(0.9);
    const search = await selection.GridSearchCV(
      linear.LogisticRegression(kwargs({ max_iter: 500 })),
      { C: [0.1, 1] },
      kwargs({ n_jobs: 2 }),
    );
    await search.fit(X, y);
    expect(await search.best_params_).toEqual({ C: 1 });
  });

  it('says what is wrong with the data', async () => {
    await expect(linear.LogisticRegression().predict(flower)).rejects.toMatchObject({
      type: 'NotFittedError',
    });
    await expect(linear.LogisticRegression().fit([[1], [2]], [0])).rejects.toThrow(
      /inconsistent numbers of samples/,
    );
  });
});
