// graphql-js as a judge: a question in JSON on each line of the input, and the answer on a line of the output.
"use strict";

const readline = require("node:readline");
const { GraphQLError, buildSchema, findSchemaChanges, parse, validateSchema } = require("graphql");

const answers = {
    // Where reading stops, if it does.
    stops_at({ text }) {
        try {
            parse(text);
        } catch (error) {
            if (!(error instanceof GraphQLError)) throw error;
            return Math.min(...(error.positions ?? [0]));
        }
        return null;
    },
    // Whether a text that it reads is no valid schema.
    refuses({ text }) {
        try {
            return validateSchema(buildSchema(text)).length > 0;
        } catch {
            return true;
        }
    },
    changes({ older, newer }) {
        const build = (text) => buildSchema(text, { assumeValid: true });
        return findSchemaChanges(build(older), build(newer)).map(({ type, description }) => [type, description]);
    },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
    const question = JSON.parse(line);
    process.stdout.write(JSON.stringify(answers[question.asks](question)) + "\n");
});
