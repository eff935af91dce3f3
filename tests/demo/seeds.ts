/** Input files of the demo sessions, made up and always the same bytes. */
import { writeArrayBuffer } from "geotiff";

/** A raster of classes as GeoTIFF; `at` gives the class of a cell. */
export function classRaster(size: number, at: (row: number, column: number) => number): File {
  const values = Uint8Array.from(
    { length: size * size },
    (_, index) => at(Math.floor(index / size), index % size),
  );
  const bytes = writeArrayBuffer(values, {
    width: size,
    height: size,
    ModelPixelScale: [90, 90, 0],
    ModelTiepoint: [0, 0, 0, 498000, 5174000, 0],
    ProjectedCSTypeGeoKey: 32611,
    GTModelTypeGeoKey: 1,
    GTRasterTypeGeoKey: 1,
    GDAL_NODATA: "255",
  });
  return new File([bytes as ArrayBuffer], "raster.tif", { type: "image/tiff" });
}

/** A land cover map: forest with shrub and grass bands. */
export function landcover(): File {
  const codes = [42, 42, 42, 52, 52, 71];
  return classRaster(32, (row, column) => codes[(row * 3 + Math.floor(column / 4)) % codes.length] ?? 42);
}

/** A burn-severity map, classes 1 to 4, worst around a centre. */
export function burnSeverity(centreRow: number, centreColumn: number): File {
  return classRaster(32, (row, column) => {
    const far = Math.abs(row - centreRow) + Math.abs(column - centreColumn);
    return Math.max(1, 4 - Math.floor(far / 6));
  });
}

/** A map of treatments: codes 1 to 3 in bands. */
export function treatmentMap(): File {
  return classRaster(32, (row) => 1 + Math.floor(row / 11) % 3);
}

/** An elevation model: a valley that falls to the south, with side valleys. */
export function elevationModel(): File {
  return classRaster(
    48,
    (row, column) => 20 + Math.abs(column - 24) * 2 + (47 - row) + Math.abs((row + column) % 12 - 6) * 3,
  );
}

/** Loads of ash and their types, in tonnes per hectare and codes. */
export function ashLoads(): File {
  return classRaster(32, (row, column) => 10 + (row + column) % 20);
}
export function ashTypes(): File {
  return classRaster(32, (_row, column) => 1 + Math.floor(column / 16));
}

/** A WEPP climate file of two years, with a storm every fifth day. */
export function climateFile(): string {
  const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const lines = [
    "5.3",
    "   1   0   0",
    "   Station:  DEMO STATION ID                                CLIGEN VER. 5.3 -r:    0 -I: 0",
    " Latitude Longitude Elevation (m) Obs. Years   Beginning year  Years simulated Command Line:",
    "    46.70  -117.02         780          40           1             2          -i",
    " Observed monthly ave max temperature (C)",
    "   2.1   5.0   9.2  13.9  18.3  22.2  27.6  27.7  22.3  14.9   6.7   2.1",
    " Observed monthly ave min temperature (C)",
    "  -4.7  -2.9  -0.6   2.0   5.2   8.4  10.6  10.5   7.0   2.8  -0.8  -3.9",
    " Observed monthly ave solar radiation (Langleys/day)",
    " 110.0 180.0 290.0 410.0 510.0 570.0 620.0 520.0 390.0 240.0 130.0  90.0",
    " Observed monthly ave precipitation (mm)",
    "  75.0  55.0  58.0  50.0  55.0  42.0  18.0  20.0  28.0  45.0  78.0  80.0",
    " da mo year  prcp  dur   tp     ip  tmax  tmin  rad  w-vl w-dir  tdew",
    "             (mm)  (h)               (C)   (C) (l/d) (m/s)(Deg)   (C)",
  ];
  let day = 0;
  for (const year of [1, 2]) {
    for (const [month, length] of days.entries()) {
      for (let date = 1; date <= length; date++, day++) {
        const rain = day % 5 === 0 ? (6 + (day * 7) % 23).toFixed(1) : "0.0";
        const values = [
          date,
          month + 1,
          year,
          rain,
          "2.00",
          "0.30",
          "1.80",
          "12.0",
          "2.0",
          "300",
          "2.5",
          "180",
          "3.0",
        ];
        lines.push(values.map((value) => String(value).padStart(5)).join(" "));
      }
    }
  }
  return lines.join("\n") + "\n";
}
