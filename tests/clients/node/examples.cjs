// Runs programs given as a JSON list on standard input, each as it is printed but for what stands in place of
// "handle response here"; prints a JSON list of what each was answered, an error by its status.
const { readFileSync } = require("node:fs");

async function answered(source) {
  return new Promise((done, fail) => {
    const report = (error, result) => done(error ? { error: error.status ?? String(error) } : result);
    const missing = setTimeout(() => fail(new Error(`no answer:\n${source}`)), 20_000);
    missing.unref();
    new Function("require", "report", source.replace("// handle response here", "report(...arguments);"))(require, report);
  });
}

(async () => {
  const answers = [];
  for (const source of JSON.parse(readFileSync(0, "utf8"))) answers.push(await answered(source));
  console.log(JSON.stringify(answers));
})();
