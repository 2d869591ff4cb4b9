// Empty: the start-up of Node.js itself.
