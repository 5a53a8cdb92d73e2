// Finds pages by jscanify: for each line of standard input, {name, raw, width, height} of a picture as raw RGBA, a line
// {name, corners} (null where it finds none, in the order upper left, upper right, lower right, lower left).
// Its `canvas` package needs a native build, and only its drawing uses it: it gets an empty one.
const fs = require("fs");
const Module = require("module");
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === "canvas") return { Canvas: class {}, Image: class {}, ImageData: class {}, createCanvas: () => ({}) };
  if (name === "jsdom") return { JSDOM: class { constructor() { this.window = { document: {} }; } } };
  return load(name, ...rest);
};
const jscanify = require(require("path").resolve(process.argv[2], "node_modules/jscanify/src/jscanify-node.js"));
const scanner = new jscanify();
scanner.loadOpenCV((cv) => {
  require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { name, raw, width, height } = JSON.parse(line);
    const picture = cv.matFromArray(height, width, cv.CV_8UC4, fs.readFileSync(raw));
    const contour = scanner.findPaperContour(picture);
    let corners = null;
    if (contour) {
      const found = scanner.getCornerPoints(contour, picture);
      const four = [found.topLeftCorner, found.topRightCorner, found.bottomRightCorner, found.bottomLeftCorner];
      if (four.every(Boolean)) corners = four.map(({ x, y }) => [x, y]);
    }
    picture.delete();
    fs.writeSync(1, JSON.stringify({ name, corners }) + "\n");
  });
});
