import type { FunctionKey, Runtime } from '@pyloom/core-native';

/** The functions of the Python half that the executor calls. */
export class GlueKeys {
  readonly evaluate: FunctionKey;
  readonly execute: FunctionKey;
  readonly getAttribute: FunctionKey;
  readonly setAttribute: FunctionKey;
  readonly openContext: FunctionKey;
  readonly closeContext: FunctionKey;
  readonly callInContext: FunctionKey;
  readonly evaluateInContext: FunctionKey;
  readonly executeInContext: FunctionKey;
  readonly getAttributeInContext: FunctionKey;
  readonly setAttributeInContext: FunctionKey;
  readonly checkModule: FunctionKey;
  readonly gilCulprit: FunctionKey;
  readonly memoryFigures: FunctionKey;
  readonly collectGarbage: FunctionKey;
  readonly finish: FunctionKey;
  readonly callReference: FunctionKey;
  readonly getReferenceAttribute: FunctionKey;
  readonly setReferenceAttribute: FunctionKey;
  readonly flush: FunctionKey;
  readonly openStream: FunctionKey;
  readonly openExpressionStream: FunctionKey;
  readonly openReferenceStream: FunctionKey;
  readonly pullStream: FunctionKey;
  readonly closeStream: FunctionKey;

  constructor(runtime: Runtime) {
    const operation = (name: string) => runtime.functionKey('pyloom._ops', name);
    this.evaluate = operation('evaluate');
    this.execute = operation('execute');
    this.getAttribute = operation('get_attribute');
    this.setAttribute = operation('set_attribute');
    this.openContext = operation('open_context');
    this.closeContext = operation('close_context');
    this.callInContext = operation('call_in_context');
    this.evaluateInContext = operation('evaluate_in_context');
    this.executeInContext = operation('execute_in_context');
    this.getAttributeInContext = operation('get_attribute_in_context');
    this.setAttributeInContext = operation('set_attribute_in_context');
    this.checkModule = operation('check_module');
    this.gilCulprit = operation('gil_culprit');
    this.memoryFigures = operation('memory_figures');
    this.collectGarbage = operation('collect_garbage');
    this.finish = operation('finish');
    this.callReference = operation('call_reference');
    this.getReferenceAttribute = operation('get_reference_attribute');
    this.setReferenceAttribute = operation('set_reference_attribute');
    this.flush = operation('flush');
    this.openStream = operation('open_stream');
    this.openExpressionStream = operation('open_expression_stream');
    this.openReferenceStream = operation('open_reference_stream');
    this.pullStream = operation('pull_stream');
    this.closeStream = operation('close_stream');
  }
}
