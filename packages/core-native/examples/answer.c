// A native function that answers with the number 42, whatever it is given.
#include <pyloom/native_function.h>

static pyloom_native_status Answer(void* context, const uint8_t* arguments, size_t length,
                                   const pyloom_native_output* output) {
  (void)context, (void)arguments, (void)length;
  const uint8_t number[] = {42}; // MessagePack: a small positive integer
  return output->write(output->sink, number, sizeof number) == 0 ? PYLOOM_NATIVE_OK
                                                                 : PYLOOM_NATIVE_MEMORY_ERROR;
}

static void DoNothing(void* context) { (void)context; }

const pyloom_native_function answer = {
    PYLOOM_NATIVE_FUNCTION_ABI, "answer", /* context */ NULL, Answer, DoNothing, DoNothing,
};
