// Compiles Anchor.sol and prints what the program needs of it, the same bytes wherever it is done: `node compile.mjs`.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const solc = require("solc");
const { keccak256 } = require("js-sha3");

const source = readFileSync(new URL("Anchor.sol", import.meta.url), "utf8");
const settings = {
  evmVersion: "london",
  optimizer: { enabled: true, runs: 10000 },
  metadata: { bytecodeHash: "none" },
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.methodIdentifiers"] } },
};
const input = { language: "Solidity", sources: { "Anchor.sol": { content: source } }, settings };
const { errors = [], contracts } = JSON.parse(solc.compile(JSON.stringify(input)));
if (errors.length) {
  console.error(errors.map((one) => one.formattedMessage).join("\n"));
  process.exit(1);
}
const { abi, evm } = contracts["Anchor.sol"].Anchor;
const events = abi.filter((one) => one.type === "event");
const topics = events.map((one) => {
  const signature = `${one.name}(${one.inputs.map((input) => input.type).join(",")})`;
  return [signature, keccak256(signature)];
});
const made = {
  compiler: solc.version(),
  evm: settings.evmVersion,
  runs: settings.optimizer.runs,
  abi,
  selectors: evm.methodIdentifiers,
  topics: Object.fromEntries(topics),
  bytecode: evm.bytecode.object,
  runtime: evm.deployedBytecode.object,
};
process.stdout.write(`${JSON.stringify(made, null, 1)}\n`);
