package org.nextgeneration.demo.trainer;

import org.nextgeneration.demo.BytePairTokenizer;
import org.nextgeneration.demo.BytePairTraining;
import org.nextgeneration.demo.Corpus;
import org.nextgeneration.demo.Language;
import org.nextgeneration.demo.Question;
import org.nextgeneration.demo.Topic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Trains the demo model from the corpus and writes its file. */
public final class TrainDemoModel {
    private static final int HEAD_WIDTH = 32;
    private static final int FEED_FORWARD_MULTIPLE = 64;
    private static final int TOKENS_MAX = 512;
    private static final long ANSWER_WEIGHT = 10;
    private static final double WARM_UP = 0.03;
    private static final long SAVE_MILLIS = 120_000;
    private static final int VALIDATIONS = 15;

    private final Options options;
    private final BytePairTokenizer tokenizer;
    private final NetworkShape shape;
    private final ExampleStream stream;
    private final Validation validation;

    private TrainDemoModel(Options options) throws IOException {
        this.options = options;
        Corpus corpus = Corpus.read(options.path("--corpus"));
        tokenizer = tokenizer(corpus, options.integer("--vocabulary"));
        int width = options.integer("--width");
        shape =
                new NetworkShape(
                        tokenizer.size(),
                        width,
                        options.integer("--layers"),
                        width / HEAD_WIDTH,
                        width * 11 / 4 / FEED_FORWARD_MULTIPLE * FEED_FORWARD_MULTIPLE);
        Random random = new Random(options.integer("--seed"));
        List<Question> questions = new ArrayList<>(corpus.questions());
        Collections.shuffle(questions, random);
        int kept = (int) (questions.size() * options.number("--validation"));
        Answers answers = new Answers(corpus, tokenizer);
        int batchTokens = options.integer("--batch-tokens");
        validation = new Validation(questions.subList(0, kept), answers, tokenizer, batchTokens);
        stream =
                new ExampleStream(
                        questions.subList(kept, questions.size()),
                        answers,
                        tokenizer,
                        random,
                        batchTokens,
                        (float) options.number("--question-weight"));
        log(
                "%d topics, %d questions, %d kept for validation; %d tokens, longest answer %d;"
                                .formatted(
                                        corpus.topics().size(),
                                        questions.size(),
                                        kept,
                                        tokenizer.size(),
                                        answers.longest())
                        + " %,d weights".formatted(shape.size()));
    }

    /** Runs a training; see the demo model's README for the options. */
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Options options = new Options(arguments);
        log("options " + options);
        new TrainDemoModel(options).run();
    }

    private void run() throws IOException {
        Path file = options.path("--state");
        int merges = Checkpoint.fingerprint(tokenizer);
        if (options.has("--export")) {
            export(Checkpoint.read(file, shape, merges).weights());
            return;
        }
        Checkpoint state =
                options.has("--resume") && Files.exists(file)
                        ? Checkpoint.read(file, shape, merges)
                        : null;
        try (Training training =
                new Training(
                        shape,
                        TOKENS_MAX,
                        (float) options.number("--dropout"),
                        (float) options.number("--decay"),
                        options.integer("--seed"),
                        options.integer("--threads"),
                        state)) {
            train(training, state == null ? 0 : state.elapsedMillis());
            export(training.state(merges, 0).weights());
        }
    }

    private void export(float[] weights) throws IOException {
        Path file = options.path("--model");
        new ModelFile(shape, tokenizer).write(weights, file);
        log("wrote %s, %,d bytes".formatted(file, Files.size(file)));
    }

    private void train(Training training, long millisBefore) throws IOException {
        double limitMillis = options.number("--minutes") * 60_000;
        double limitSteps = options.number("--steps");
        long start = System.nanoTime() / 1_000_000 - millisBefore;
        long saved = millisBefore;
        int validations = (int) (VALIDATIONS * training.steps() / limitSteps);
        Progress recent = new Progress(training.steps(), millisBefore);
        double done = training.steps() / limitSteps;
        while (done < 1) {
            List<Batch> batches = new ArrayList<>();
            for (int count = 0; count < training.batchesPerStep(); count++) {
                batches.add(Batch.of(stream.next(), tokenizer.textEnd()));
            }
            Training.Step step = training.step(batches, rate(done));
            long elapsed = System.nanoTime() / 1_000_000 - start;
            done = Math.max(training.steps() / limitSteps, elapsed / limitMillis);
            recent.add(batches, step);
            if (recent.isDue(elapsed)) {
                log(recent.report(done, elapsed, rate(done)));
                recent = new Progress(training.steps(), elapsed);
            }
            if (done * VALIDATIONS >= validations + 1) {
                log(validation.report(training));
                validations = (int) (done * VALIDATIONS);
            }
            if (elapsed - saved >= SAVE_MILLIS || done >= 1) {
                save(training, elapsed);
                saved = elapsed;
            }
        }
    }

    private void save(Training training, long elapsedMillis) throws IOException {
        training.state(Checkpoint.fingerprint(tokenizer), elapsedMillis)
                .write(options.path("--state"));
    }

    /** Rises, then falls to zero along a cosine. */
    private float rate(double progress) {
        double share =
                progress < WARM_UP
                        ? progress / WARM_UP
                        : 0.5 * (1 + Math.cos(Math.PI * (progress - WARM_UP) / (1 - WARM_UP)));
        return (float) (options.number("--rate") * Math.max(share, 1e-3));
    }

    private static BytePairTokenizer tokenizer(Corpus corpus, int size) {
        BytePairTraining training = new BytePairTraining();
        training.add("user\n", ANSWER_WEIGHT).add("assistant\n", ANSWER_WEIGHT);
        for (Topic topic : corpus.topics()) {
            for (Language language : Language.values()) {
                training.add(topic.answer(language), ANSWER_WEIGHT);
            }
        }
        for (Question question : corpus.questions()) {
            training.add("\n" + question.text(), 1);
            training.add("\n" + question.text().toLowerCase(Locale.ROOT), 1);
        }
        return training.train(size);
    }

    private static void log(String line) {
        System.err.println(line);
    }
}
