"""What a learner's value can do, and how it is read: by the code of the plain value that it stands on."""

import operator

# what a value can do, by the names of its class
ABLE = [
    "call", "getitem", "setitem", "delitem", "iter", "next", "len", "contains", "reversed", "enter", "exit", "bool",
    "eq", "ne", "lt", "le", "gt", "ge", "add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv",
    "floordiv", "rfloordiv", "mod", "rmod", "pow", "rpow", "matmul", "rmatmul", "divmod", "rdivmod", "and", "rand",
    "or", "ror", "xor", "rxor", "lshift", "rlshift", "rshift", "rrshift", "neg", "pos", "abs", "invert", "round",
    "trunc", "floor", "ceil", "float", "int", "index", "complex", "format"]
OWN = {f"__{name}__": name for name in ABLE}
# a value of a class that stands on a plain one is read by the plain one's own code
BASES = ((bool, bool), (int, int.__pos__), (float, float.__pos__), (complex, complex.__pos__), (str, str.__str__),
         (bytes, lambda value: bytes.__getitem__(value, slice(None))),
         (tuple, lambda value: tuple.__getitem__(value, slice(None))),
         (list, lambda value: list.__getitem__(value, slice(None))),
         (dict, lambda value: dict(dict.items(value))), (frozenset, lambda value: frozenset(frozenset.__iter__(value))),
         (set, lambda value: set(set.__iter__(value))))
DOES = {
    "getitem": operator.getitem, "setitem": operator.setitem, "delitem": operator.delitem, "iter": iter, "next": next,
    "len": len, "contains": operator.contains, "reversed": reversed, "bool": bool, "eq": operator.eq,
    "ne": operator.ne, "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge, "hash": hash,
    "neg": operator.neg, "pos": operator.pos, "abs": abs, "invert": operator.invert, "round": round,
    "trunc": lambda value: type(value).__trunc__(value), "floor": lambda value: type(value).__floor__(value),
    "ceil": lambda value: type(value).__ceil__(value), "float": float, "int": int, "index": operator.index,
    "complex": complex, "str": str, "repr": repr, "format": format, "dir": dir,
    "enter": lambda value: type(value).__enter__(value),
    "exit": lambda value, *what: type(value).__exit__(value, *what),
    "instance": isinstance, "subclass": issubclass}
for _name, _does in {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv,
                     "floordiv": operator.floordiv, "mod": operator.mod, "pow": pow, "matmul": operator.matmul,
                     "divmod": divmod, "and": operator.and_, "or": operator.or_, "xor": operator.xor,
                     "lshift": operator.lshift, "rshift": operator.rshift}.items():
    DOES[_name] = _does
    DOES["r" + _name] = lambda value, other, does=_does: does(other, value)
