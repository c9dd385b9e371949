/** A nested document of about 2 KB, such as a service would pass on. */
export function makeDocument() {
  return {
    id: 'order-20240611-000482',
    created: 1718092800123,
    customer: {
      id: 90211,
      name: 'Ada Lovelace',
      email: 'ada@example.org',
      tags: ['vip', 'newsletter', 'beta'],
      address: { street: '12 St James Square', city: 'London', zip: 'SW1Y 4JH', country: 'GB' },
    },
    lines: Array.from({ length: 12 }, (_, i) => ({
      sku: `SKU-${1000 + i}`,
      title: `Widget number ${i} with a longer description`,
      quantity: i + 1,
      price: 9.99 + i * 1.25,
      discount: i % 3 === 0 ? null : 0.05,
      taxable: i % 2 === 0,
    })),
    totals: { net: 1234.56, tax: 246.91, gross: 1481.47, currency: 'GBP' },
    history: [
      { at: 1718092800, event: 'created', by: null },
      { at: 1718093800, event: 'paid', by: 'gateway' },
      { at: 1718099999, event: 'shipped', by: 'warehouse-7' },
    ],
    notes: 'Leave with the neighbour if nobody is in. Ring twice.',
  };
}
