// What every widget shares. A widget imports from here; Python joins all the files a script imports into one module.
export * from "./shared/numbers.js";
export * from "./shared/colours.js";
export * from "./shared/elements.js";
export * from "./shared/frame.js";
export * from "./shared/controls.js";
export * from "./shared/hands.js";
export * from "./shared/tables.js";
export * from "./shared/matrix.js";
export * from "./shared/pictures.js";
export * from "./shared/grids.js";
export * from "./shared/graphs.js";
export * from "./shared/charts.js";
export * from "./shared/random.js";
export * from "./shared/presets.js";
export * from "./shared/swatch.js";
