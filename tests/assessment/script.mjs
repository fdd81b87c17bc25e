// The functions of the assessment script that need no page, and the model of a built site.

import fs from 'node:fs';
import vm from 'node:vm';

export { readAnswers } from '../../themes/default/assets/assessment.js/answers-file.js';
export { chart } from '../../themes/default/assets/assessment.js/chart.js';
export { toCsv, toJson, toMarkdown } from '../../themes/default/assets/assessment.js/exports.js';
export { fit } from '../../themes/default/assets/assessment.js/fit.js';
export { newSession, reportOf, withAnswer } from '../../themes/default/assets/assessment.js/model.js';
export { toPage } from '../../themes/default/assets/assessment.js/report-file.js';
export { changesOf, comparisonTable, scoreTable } from '../../themes/default/assets/assessment.js/tables.js';
export { toMarkup } from '../../themes/default/assets/assessment.js/tree.js';

/** The model of a built site, from the file that its pages load. */
export function loadModel(file) {
  let model;
  globalThis.fingerpostData = (name, data) => { if (name === 'assessment') model = data; };
  vm.runInThisContext(fs.readFileSync(file, 'utf8'), { filename: file });
  return model;
}
