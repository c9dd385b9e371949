/** What is under way in a place that wants to know. */
export interface Work {
  /** An operation that it was told of has ended. */
  ended(operation: object): void;
}
