// How a journey is walked: at a desk, on a phone, and on a phone whose browser runs no script. `settings.run` names one; else all three.
const RUNS = [{ width: 1280, scripts: true }, { width: 375, scripts: true }, { width: 375, scripts: false }]

export const runs = ({ run }) => run ? [run] : RUNS

// A word that keeps the mailboxes of one walk apart from those of another: each may ask for a few codes an hour only.
export const mark = ({ width, scripts }) => `${width}${scripts ? '' : '-plain'}`
