// node-llama-cpp as a peer: it serves the lines that ChildLine describes, over standard input and
// output.
import {createInterface} from "node:readline";
import {getLlama, LlamaCompletion, LlamaLogLevel, TokenBias} from "node-llama-cpp";

const BATCH_TOKENS = 512;
const NEVER = {logit: -1000};

let llama, model, context, tokenBias;
let free = [];
const waiting = [];

function send(verb, ...fields) {
    const encoded = fields.map((field) => Buffer.from(String(field), "utf8").toString("base64"));
    process.stdout.write(["peer", verb, ...encoded].join("\t") + "\n");
}

async function open([file, contextTokens, sequences, threads, endTokens]) {
    llama ??= await getLlama({
        gpu: false, build: "never", logLevel: LlamaLogLevel.error, maxThreads: Number(threads)
    });
    model = await llama.loadModel({modelPath: file});
    context = await model.createContext({
        sequences: Number(sequences),
        contextSize: Number(contextTokens), // of each sequence
        batchSize: BATCH_TOKENS,
        threads: {ideal: Number(threads), min: Number(threads)}
    });
    free = Array.from({length: Number(sequences)}, () => context.getSequence());
    tokenBias = TokenBias.for(model);
    for (const token of endTokens.split(",").filter(Boolean))
        tokenBias.set(Number(token), NEVER);
}

async function close() {
    free = [];
    await context?.dispose();
    await model?.dispose();
    context = model = undefined;
}

function sharedTokens(tokens, sequence) {
    const held = sequence.contextTokens;
    let shared = 0;
    while (shared < tokens.length && shared < held.length && tokens[shared] === held[shared])
        shared++;
    return shared;
}

// Sequences share nothing with each other here: take the free one that holds most of the prompt.
async function acquire(tokens) {
    if (free.length === 0)
        await new Promise((resolve) => waiting.push(resolve));
    const best = free.reduce((a, b) => sharedTokens(tokens, b) > sharedTokens(tokens, a) ? b : a);
    free.splice(free.indexOf(best), 1);
    return best;
}

function release(sequence) {
    free.push(sequence);
    waiting.shift()?.();
}

async function answer(id, maxTokens, prompt) {
    const promptTokens = model.tokenize(prompt);
    const begins = model.tokens.shouldPrependBosToken && model.tokens.bos != null;
    const whole = begins ? [model.tokens.bos, ...promptTokens] : promptTokens;
    const sequence = await acquire(whole);
    try {
        const cached = Math.min(sharedTokens(whole, sequence), whole.length - 1);
        const completion = new LlamaCompletion({contextSequence: sequence});
        let made = 0;
        await completion.generateCompletion(promptTokens, {
            maxTokens, temperature: 0, repeatPenalty: false, tokenBias, disableContextShift: true,
            onToken: (tokens) => { made += tokens.length; },
            onTextChunk: (text) => send("piece", id, text)
        });
        completion.dispose({disposeSequence: false});
        send("end", id, whole.length, cached, made, "");
    } finally {
        release(sequence);
    }
}

async function handle(verb, fields) {
    if (verb === "open" || verb === "close") {
        try {
            await (verb === "open" ? open(fields) : close());
            send(verb === "open" ? "opened" : "closed");
        } catch (failure) {
            send("failed", failure);
        }
        return;
    }
    for (let i = 0; i + 2 < fields.length; i += 3) {
        const [id, tokens, prompt] = fields.slice(i, i + 3);
        answer(id, Number(tokens), prompt).catch((failure) => send("wrong", id, failure));
    }
}

createInterface({input: process.stdin}).on("line", (line) => {
    const [mark, verb, ...fields] = line.split("\t");
    if (mark === "peer")
        handle(verb, fields.map((field) => Buffer.from(field, "base64").toString("utf8")));
}).on("close", () => process.exit(0));
