// The presets and the published figures: architecture_browser.py writes them in where the words in capitals stand,
// as the script travels packed and a widget's state does not.

export const NETWORKS = "THE NETWORKS";
export const POINTS = "THE POINTS";
export const SOURCES = "THE SOURCES";
