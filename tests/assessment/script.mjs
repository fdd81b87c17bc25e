// The script of self-assessments, joined from its parts as the theme joins them, without a page.

import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const FOLDER = path.join(import.meta.dirname, '../../themes/default/assets/assessment.js');

/** What the script offers to other scripts. */
export function loadScript() {
  const parts = fs.readdirSync(FOLDER).sort().map((name) => fs.readFileSync(path.join(FOLDER, name), 'utf8'));
  vm.runInThisContext(`(() => {\n"use strict";\n${parts.join('')}})();`, { filename: 'assessment.js' });
  return globalThis.fingerpostAssessment;
}

/** The model of a built site, from the file that its pages load. */
export function loadModel(file) {
  let model;
  globalThis.fingerpostData = (name, data) => { if (name === 'assessment') model = data; };
  vm.runInThisContext(fs.readFileSync(file, 'utf8'), { filename: file });
  return model;
}
