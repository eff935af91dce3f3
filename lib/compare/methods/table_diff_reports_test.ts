/** The cases of `table_diff` with tables of WEPP's reports. */
import { testCases } from "../test_cases.ts";

const EVENTS = `EVENT OUTPUT
 day  mo  year   Precp  Runoff   IR-det
                  (mm)    (mm)   (kg/m^2)
  20   3     1     9.9    2.32    0.146
  27   9     2    25.3    0.55    0.185
`;

testCases("table_diff", EVENTS, [
  {
    name: "a report within",
    produced: EVENTS.replace("2.32", "2.33"),
    params: { key: ["day", "mo", "year"], tolerances: { "Runoff*": 0.0101 } },
    verdict: "passed",
  },
  {
    name: "a report beyond",
    produced: EVENTS.replace("0.146", "0.186"),
    params: { key: ["day", "mo", "year"], tolerance: 0.01 },
    verdict: "failed",
    differences: ["changed IR-det (kg/m^2) at day 20, mo 3, year 1"],
  },
  {
    name: "a report with an overflow",
    produced: EVENTS.replace("   2.32", " ******"),
    params: { tolerance: 99 },
    verdict: "failed",
    differences: ["changed column Runoff (mm) type", "changed Runoff (mm) at row 1"],
  },
  {
    name: "a report with other units",
    produced: EVENTS.replace("(kg/m^2)", "   (t/ha)"),
    verdict: "failed",
    differences: ["missing column IR-det (kg/m^2)", "extra column IR-det (t/ha)"],
  },
  {
    name: "a report with a blank cell",
    produced: EVENTS.replace("   2.32", "       "),
    verdict: "failed",
    differences: ["changed Runoff (mm) at row 1"],
  },
  {
    name: "a report without rows",
    produced: "EVENT OUTPUT\n none of them\n",
    verdict: "error",
    reason: /no row of numbers/,
  },
]);

const LOSS = `     ANNUAL SUMMARY FOR WATERSHED IN YEAR: 2
    WEPP VERSION 2025.09 built 2026-11-22 11:06

Hillslopes Runoff Subrunoff Soil
   (ID)   (m^3)   (m^3)    Loss (kg)
Hill     1      67.1      19.1     5.741
Hill     2      79.3      32.5     6.397

  Total contributing area to outlet =    24.33 ha
  Avg. Ann. sediment discharge from outlet =    5.100 tonnes/yr
`;

testCases("table_diff", LOSS, [
  {
    name: "a report of another date",
    produced: LOSS.replace("2026-11-22 11:06", "2027-01-01 01:02"),
    verdict: "passed",
  },
  {
    name: "a report with another total",
    produced: LOSS.replace("5.100", "5.300"),
    params: { tolerances: { "Avg. Ann. sediment*": 0.1 } },
    verdict: "failed",
    differences: ["changed values Avg. Ann. sediment discharge from outlet (tonnes/yr) at row 1"],
  },
  {
    name: "a report with another loss of a hillslope",
    produced: LOSS.replace("6.397", "6.5"),
    verdict: "failed",
    differences: ["changed Soil Loss (kg) at row 2"],
  },
  {
    name: "a report with another value in a row of many words",
    baseline:
      " id cover a b c d\n  1  forest            5.0  2.0  3.0  4.0\n  2  silt loam forest  5.0  2.0  3.0  4.0\n",
    produced:
      " id cover a b c d\n  1  forest            5.0  2.0  3.0  4.0\n  2  silt loam forest  9.0  2.0  3.0  4.0\n",
    verdict: "failed",
    differences: ["changed a at row 2"],
  },
  {
    name: "a report with a table less",
    baseline: " d m P\n 1 1 5.0\n\n d m Q\n 1 1 6.0\n",
    produced: " d m P\n 1 1 5.5\n",
    verdict: "failed",
    differences: ["missing table 2", "changed table 1 P at row 1"],
  },
  {
    name: "a report with a table more",
    baseline: " d m P\n 1 1 5.0\n",
    produced: " d m P\n 1 1 5.0\n\n d m Q\n 1 1 6.0\n",
    verdict: "failed",
    differences: ["extra table 2"],
  },
]);
