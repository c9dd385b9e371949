"""What Python's own types are in TypeScript: on their way to Python, which may be looser, and on their way back."""

from __future__ import annotations

_PATH = ("string", "AnyRef")
_STREAM = (("AnyRef",), "PyRef")

PLAIN: dict[str, tuple[tuple[str, ...], str]] = {
    "int": (("number", "bigint"), "number | bigint"),
    "float": (("FloatArg",), "number"),
    "complex": (("FloatArg", "AnyRef"), "PyRef"),
    "bool": (("boolean",), "boolean"),
    "str": (("string",), "string"),
    "LiteralString": (("string",), "string"),
    "AnyStr": (("string", "Uint8Array"), "string | Buffer"),
    "bytes": (("Uint8Array",), "Buffer"),
    "bytearray": (("Uint8Array",), "Buffer"),
    "memoryview": (("ArrayArg",), "any"),
    "Buffer": (("ArrayArg",), "Buffer"),
    "ReadableBuffer": (("ArrayArg",), "Buffer"),
    "WriteableBuffer": (("ArrayArg",), "Buffer"),
    "None": (("null",), "null"),
    "NoneType": (("null",), "null"),
    "NoReturn": (("never",), "never"),
    "Never": (("never",), "never"),
    "datetime": (("Date", "Naive"), "Date"),
    "date": (("Date", "Naive", "AnyRef"), "PyRef"),
    "Any": (("unknown",), "any"),
    "object": (("unknown",), "any"),
    "Incomplete": (("unknown",), "any"),
    "Hashable": (("HashableArg",), "any"),
    "PathLike": (_PATH, "PyRef"),
    "Path": (_PATH, "PyRef"),
    "StrPath": (_PATH, "string"),
    "StrOrBytesPath": ((*_PATH, "Uint8Array"), "string"),
    "SupportsIndex": (("number", "bigint"), "any"),
    "slice": (("Slice",), "PyRef"),
    "type": (("Instance<'type'>",), "PyRef"),
    "ModuleType": (("AnyRef",), "any"),
    "TypeGuard": (("boolean",), "boolean"),
    "TypeIs": (("boolean",), "boolean"),
    "IO": _STREAM,
    "TextIO": _STREAM,
    "BinaryIO": _STREAM,
}
for _name in ("SupportsInt", "SupportsFloat", "SupportsComplex"):
    PLAIN[_name] = (("FloatArg",), "any")

LISTS = {"list", "List", "MutableSequence", "deque", "Deque", "array"}
SEQUENCES = {"Sequence", "Collection", "Iterable", "Reversible", "SequenceNotStr", "KeysView", "ValuesView", "ItemsView"}
ITERATORS = {"Iterator", "Generator", "AsyncIterator", "AsyncIterable", "AsyncGenerator", "SupportsIter", "Iterable", "Reversible"}
DICTS = {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict"}
SETS = {"set", "Set", "frozenset", "FrozenSet", "AbstractSet", "MutableSet"}
WRAPPERS = {"Awaitable", "Final", "ClassVar", "Annotated", "Required", "NotRequired", "ReadOnly", "InitVar"}

#: What is among what another may be.
COVERED = {
    "FloatArg": {"number", "bigint"},
    "ArrayArg": {"AnyObject", "AnyRef"},
    "AnyObject": {"AnyRef"},
    "HashableArg": {"FloatArg", "number", "bigint", "string", "boolean", "null", "Date", "Uint8Array", "AnyRef"},
}

#: Classes that come as a value, by one that they derive from.
COUNTERPARTS = {
    "int": "int",
    "float": "float",
    "str": "str",
    "bytes": "bytes",
    "bytearray": "bytes",
    "datetime": "datetime",
    "numpy.bool": "bool",
    "numpy.bool_": "bool",
    "numpy.integer": "int",
    "numpy.floating": "float",
    "numpy.str_": "str",
    "numpy.bytes_": "bytes",
}
#: What is missing comes as null; of other scalars of NumPy only the value tells what it is.
MISSING = {"NaTType", "NAType", "MaskedConstant"}
SCALARS = {"numpy.generic", "numpy.number", "numpy.datetime64", "numpy.object_", "numpy.flexible", "numpy.character", "numpy.inexact"}

ARRAY = "numpy.ndarray"
#: By the name of the scalar.
TYPED_ARRAYS = {
    "bool": "Uint8Array",
    "bool_": "Uint8Array",
    "int8": "Int8Array",
    "uint8": "Uint8Array",
    "int16": "Int16Array",
    "uint16": "Uint16Array",
    "int32": "Int32Array",
    "uint32": "Uint32Array",
    # Which of them, the client's option int64 says.
    "int64": "BigInt64Array | Float64Array",
    "uint64": "BigUint64Array | Float64Array",
    "float32": "Float32Array",
    "float64": "Float64Array",
    "str_": "string[]",
    "bytes_": "Buffer[]",
}
for _other, _same in (("intp", "int64"), ("int_", "int64"), ("uintp", "uint64"), ("uint", "uint64"), ("double", "float64"), ("single", "float32")):
    TYPED_ARRAYS[_other] = TYPED_ARRAYS[_same]

#: What frame() makes, too.
TABLES = {"pandas.core.frame.DataFrame", "polars.dataframe.frame.DataFrame", "pyarrow.lib.Table"}
