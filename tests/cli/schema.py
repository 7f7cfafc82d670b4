# SPDX-License-Identifier: GPL-2.0-or-later
"""As much of JSON Schema 2020-12 as docs/*.schema.json use, and stricter in one point: what the
schema does not describe is an error, so that no field can be forgotten there."""

import re

TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int,
}
KNOWN = {"$schema", "$ref", "$defs", "title", "description", "type", "required", "properties",
         "items", "minItems", "minimum", "minLength", "pattern", "enum", "const"}


def has_type(value, name):
    if name == "integer" and isinstance(value, bool):
        return False
    return isinstance(value, TYPES[name])


def check_object(value, schema, root, path):
    described = schema.get("properties", {})
    for key in schema.get("required", []):
        if key not in value:
            yield f"{path}: no field {key}"
    for key, field in value.items():
        if key in described:
            yield from problems(field, described[key], root, f"{path}.{key}")
        else:
            yield f"{path}: field {key} is not described"


def check_array(value, schema, root, path):
    if len(value) < schema.get("minItems", 0):
        yield f"{path}: too few elements"
    for number, element in enumerate(value):
        yield from problems(element, schema.get("items", {}), root, f"{path}[{number}]")


def problems(value, schema, root, path="$"):
    """Yields what is wrong with @value."""
    unknown = set(schema) - KNOWN
    if unknown:
        yield f"{path}: the schema uses {unknown}, which this validator does not know"
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from problems(value, target, root, path)
        return
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(has_type(value, name) for name in types):
        yield f"{path}: {value!r} is no {' or '.join(types)}"
        return
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield f"{path}: empty"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{path}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{path}: {value} is too small"
    if isinstance(value, dict):
        yield from check_object(value, schema, root, path)
    if isinstance(value, list):
        yield from check_array(value, schema, root, path)
