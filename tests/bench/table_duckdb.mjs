// Makes tables of 5 million rows as parquet, or compares two of them by id within 1e-6, with one thread.
// usage: table_duckdb.mjs <folder of node_modules> make <folder> | compare <baseline> <produced>
import { createRequire } from "node:module";

const [, , modules, what, ...paths] = process.argv;
const { DuckDBInstance } = createRequire(`${modules}/package.json`)("@duckdb/node-api");
const database = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await database.connect();

if (what === "make") {
  const [folder] = paths;
  await connection.run("SELECT setseed(0.5)");
  await connection.run(
    `CREATE TABLE a AS SELECT i AS id, (i % 365)::INTEGER AS day, round(random() * 100, 3) AS precip,
    random() * 50 AS runoff, sqrt(i) * 0.37 AS soil_loss, (hash(i) % 1000)::DOUBLE / 8 AS cover, (i % 7)::BIGINT AS class,
    'class ' || (i % 12) AS name FROM range(5000000) t(i)`,
  );
  await connection.run(`COPY a TO '${folder}/baseline.parquet' (FORMAT parquet, COMPRESSION snappy)`);
  await connection.run(
    `COPY (SELECT * REPLACE (soil_loss * CASE WHEN id % 100000 = 7 THEN 1.5 ELSE 1 + 1e-9 END AS soil_loss)
    FROM a) TO '${folder}/produced.parquet' (FORMAT parquet, COMPRESSION snappy)`,
  );
} else {
  const numbers = ["day", "precip", "runoff", "soil_loss", "cover", "class"];
  const beyond = numbers.map((name) =>
    `count(*) FILTER (abs(b.${name} - a.${name}) > 1e-6 * abs(a.${name}))`
  );
  const [baseline, produced] = paths;
  const reader = await connection.runAndReadAll(
    `SELECT ${beyond.join(", ")}, count(*) FILTER (a.name <> b.name),
    count(*) FILTER (a.id IS NULL), count(*) FILTER (b.id IS NULL)
    FROM read_parquet('${baseline}') a FULL JOIN read_parquet('${produced}') b ON a.id = b.id`,
  );
  console.log(String(reader.getRows()));
}
