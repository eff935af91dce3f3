/** Reads SQLite files, by SQLite compiled to WebAssembly: the same in every runtime, and a damaged file harms nothing else. */
import initSqlJs from "sql.js";

/** A value as SQLite has it; whole numbers beyond 2^53 as BigInt. */
export type SqlValue = null | number | bigint | string | Uint8Array;

/** What of sql.js is used: https://sql.js.org/documentation/ */
interface SqlJs {
  Database: new (bytes: Uint8Array) => {
    prepare(sql: string): {
      step(): boolean;
      get(params: null, config: { useBigInt: boolean }): SqlValue[];
      getColumnNames(): string[];
      free(): void;
    };
    close(): void;
  };
}

/** A file that is open. */
export interface Sqlite {
  /** The rows of a query, each by its columns. */
  query(sql: string): Generator<Record<string, SqlValue>>;
}

let engine: Promise<SqlJs> | undefined;

/**
 * Runs with a database, which is only read.
 *
 * @throws Error of SQLite when the bytes are no database, or damaged
 */
export async function withSqlite<T>(bytes: Uint8Array, use: (database: Sqlite) => T): Promise<T> {
  engine ??= initSqlJs() as unknown as Promise<SqlJs>;
  const { Database } = await engine;
  const database = new Database(bytes);
  try {
    const query = function* (sql: string): Generator<Record<string, SqlValue>> {
      const statement = database.prepare(sql);
      try {
        const names = statement.getColumnNames();
        for (let rows = 0; statement.step(); rows++) {
          // Damaged pages may lead to one another in circles.
          if (rows > bytes.length) throw new Error("it has more rows than its bytes can hold");
          const row = statement.get(null, { useBigInt: true });
          yield Object.fromEntries(names.map((name, index) => [name, plain(row[index] ?? null)]));
        }
      } finally {
        statement.free();
      }
    };
    // Functions that a schema from elsewhere names are not run.
    query("PRAGMA trusted_schema = OFF").next();
    return use({ query });
  } finally {
    database.close();
  }
}

function plain(value: SqlValue): SqlValue {
  return typeof value === "bigint" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
