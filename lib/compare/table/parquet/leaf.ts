/** The leaves of a parquet schema: columns of plain values, as their file describes them. */
import type { ColumnMetaData, SchemaElement, SchemaTree } from "hyparquet";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from "hyparquet/src/schema.js";

/** A column of plain values in one row group. */
export interface Leaf {
  element: SchemaElement;
  /** From the root of the schema. */
  path: SchemaTree[];
  maxDefinition: number;
  maxRepetition: number;
  chunk: ColumnMetaData;
}

/** @throws Error when the schema has no such column */
export function leafOf(schema: SchemaTree, chunk: ColumnMetaData): Leaf {
  const path = getTreePath(schema, chunk.path_in_schema);
  const last = path.at(-1);
  if (last === undefined || last.element.type !== chunk.type) {
    throw new Error(`column ${chunk.path_in_schema.join(".")} is not what the schema says`);
  }
  return {
    element: last.element,
    path,
    maxDefinition: getMaxDefinitionLevel(path),
    maxRepetition: getMaxRepetitionLevel(path),
    chunk,
  };
}

/** The type of a column for people: `int64`, `string`, `timestamp (us)`, `list<double>`. */
export function typeName({ element, children }: SchemaTree): string {
  const logical = element.logical_type;
  const converted = element.converted_type;
  if (children.length > 0) {
    const inner = children.map((child) => `${child.element.name} ${typeName(child)}`).join(", ");
    return `${(logical?.type ?? converted ?? "struct").toLowerCase()}<${inner}>`;
  }
  const repeated = element.repetition_type === "REPEATED" ? "repeated " : "";
  return repeated + plainName(element);
}

function plainName(element: SchemaElement): string {
  const { logical_type: logical, converted_type: converted, type } = element;
  if (logical?.type === "STRING" || converted === "UTF8") return "string";
  if (logical?.type === "INTEGER") return `${logical.isSigned ? "" : "u"}int${logical.bitWidth}`;
  if (logical?.type === "TIMESTAMP" || logical?.type === "TIME") {
    return `${logical.type.toLowerCase()} (${logical.unit.toLowerCase()})`;
  }
  if (logical?.type === "DECIMAL" || converted === "DECIMAL") {
    return `decimal(${element.precision ?? "?"}, ${element.scale ?? 0})`;
  }
  if (logical !== undefined) return logical.type.toLowerCase();
  return (converted ?? type ?? "?").toLowerCase().replaceAll("_", "");
}
