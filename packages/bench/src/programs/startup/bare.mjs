// Nothing: what Node.js itself takes.
