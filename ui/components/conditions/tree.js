// The filter as it is being built: groups of conditions and groups, some of them not complete yet. It reads and
// writes the same compact JSON as domain/conditions.py.

const WITHOUT_VALUE = ["empty", "filled"];
const MAX_DEPTH = 8;

function newGroup(more = {}) {
  return { parts: [], any: false, negated: false, of: "", ...more };
}

function newCondition(more = {}) {
  return { field: "", operator: "", values: [], ...more };
}

function isGroup(node) {
  return Array.isArray(node.parts);
}

// The group behind the text of an address; an empty one where it cannot be read (the page says so).
function treeOf(text) {
  if (!text) return newGroup();
  try {
    return nodeOf(JSON.parse(text));
  } catch {
    return newGroup();
  }
}

function nodeOf(told) {
  if (Array.isArray(told)) return newCondition({ field: String(told[0]), operator: String(told[1]), values: told.slice(2).map(String) });
  const parts = told.any ?? told.all;
  return newGroup({ parts: parts.map(nodeOf), any: "any" in told, negated: told.not === true, of: told.of ?? "" });
}

// The text of an address, of what is complete; "" for nothing.
function textOf(tree) {
  const told = toldOf(tree);
  return told ? JSON.stringify(told) : "";
}

function toldOf(node) {
  if (!isGroup(node)) return isComplete(node) ? [node.field, node.operator, ...valuesOf(node)] : undefined;
  const parts = node.parts.map(toldOf).filter((part) => part !== undefined);
  if (!parts.length) return undefined;
  const told = { [node.any ? "any" : "all"]: parts };
  if (node.negated) told.not = true;
  if (node.of) told.of = node.of;
  return told;
}

function valuesOf({ operator, values }) {
  if (WITHOUT_VALUE.includes(operator)) return [];
  if (operator === "between") return [values[0]?.trim() ?? "", values[1]?.trim() ?? ""];
  return values.map((value) => value.trim()).filter(Boolean);
}

function isComplete(node) {
  if (!node.field || !node.operator) return false;
  return WITHOUT_VALUE.includes(node.operator) || valuesOf(node).some(Boolean);
}

// What a condition speaks of one of; the number of communications is the customer's own.
function scopeOf(field) {
  if (field === "communication.count") return "";
  const head = field.split(".")[0];
  return ["participation", "product", "communication"].includes(head) ? head : "";
}
