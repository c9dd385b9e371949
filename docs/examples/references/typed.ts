import { createPython, kwargs } from '@pyloom/client';

const py = await createPython();
const pd = await py.import('pandas');

const sales = await pd.read_csv('sales.csv');
const [best] = await sales
  .sort_values('price', kwargs({ ascending: false }))
  .head(1)
  .to_dict('records');
console.log(best?.city, await sales.shape);
// sales.sort_vales('price') and sales.head('1') do not compile.
