package org.nextgeneration.health.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nextgeneration.health.doctor.OllamaFacts.FewLayers;
import org.nextgeneration.health.doctor.OllamaFacts.LoadedModel;

/**
 * Asks an Ollama about itself. What answers is trusted in nothing: answers are bounded in size and
 * time, redirects are not followed, no proxy is used.
 */
final class OllamaPeer implements AutoCloseable {
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

    /** Of a model, {@code show} tells the licence too. */
    static final int BODY_BYTES_MAX = 4 << 20;

    /** Models that are asked about. */
    static final int MODELS_MAX = 16;

    /** Time for all of those together. */
    private static final Duration MODELS_LIMIT = Duration.ofSeconds(6);

    private static final int NAME_LENGTH_MAX = 200;
    private static final int STATUS_OK = 200;
    private static final Pattern NUM_GPU = Pattern.compile("(?m)^\\s*num_gpu\\s+(\\d{1,9})\\s*$");

    private final OllamaAddress address;
    private final HttpClient client;

    OllamaPeer(OllamaAddress address) {
        this.address = address;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT_LIMIT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
    }

    /** An answer that is not one of Ollama's. */
    private static final class StrangeAnswer extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Text what;

        StrangeAnswer(Text what) {
            super(what.key());
            this.what = what;
        }
    }

    /**
     * Asks for everything. Takes {@link #ANSWER_LIMIT} twice and some seconds for the models at
     * most.
     *
     * @param here whether it is this machine's, so that its processes can be looked at
     * @throws InterruptedException if interrupted
     */
    OllamaFacts ask(boolean here) throws InterruptedException {
        try {
            String version =
                    JsonTree.text(get("/api/version").root(), "version")
                            .orElseThrow(
                                    () -> new StrangeAnswer(Text.of("doctor.ollama.no-version")));
            List<LoadedModel> loaded = loaded(get("/api/ps"));
            List<String> names = names(get("/api/tags"));
            List<FewLayers> fewLayers = new ArrayList<>();
            int seen = askAbout(names, fewLayers);
            return new OllamaFacts.Running(
                    address,
                    here,
                    cut(version),
                    loaded,
                    fewLayers,
                    names.size() - seen,
                    here ? OllamaProcesses.list() : List.of());
        } catch (ConnectException absent) {
            return new OllamaFacts.Absent(address);
        } catch (StrangeAnswer strange) {
            return new OllamaFacts.Strange(address, strange.what);
        } catch (IOException broken) {
            return new OllamaFacts.Strange(
                    address, Text.of("doctor.ollama.broken", cut(String.valueOf(broken))));
        } catch (TimeoutException silent) {
            return new OllamaFacts.Strange(
                    address, Text.of("doctor.ollama.silent", ANSWER_LIMIT.toSeconds()));
        }
    }

    /** {@return how many were asked about before the time was over} */
    private int askAbout(List<String> names, List<FewLayers> fewLayers)
            throws IOException, InterruptedException, StrangeAnswer {
        long startNanos = System.nanoTime();
        int seen = 0;
        for (String name : names.subList(0, Math.min(MODELS_MAX, names.size()))) {
            if (System.nanoTime() - startNanos > MODELS_LIMIT.toNanos()) {
                break;
            }
            try {
                numGpu(name).ifPresent(layers -> fewLayers.add(new FewLayers(name, layers)));
                seen++;
            } catch (TimeoutException | StrangeAnswer unanswered) {
                // One model that cannot be shown says nothing about the others.
            }
        }
        return seen;
    }

    /** {@return 0 or 1 layers, where a model is told so; -1 and large numbers mean all of them} */
    private Optional<Long> numGpu(String name)
            throws IOException, InterruptedException, StrangeAnswer, TimeoutException {
        String body = "{\"model\":\"" + name + "\"}";
        JsonTree shown =
                send(
                        HttpRequest.newBuilder(address.resolve("/api/show"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
        Matcher numGpu = NUM_GPU.matcher(JsonTree.text(shown.root(), "parameters").orElse(""));
        return numGpu.find()
                ? Optional.of(Long.parseLong(numGpu.group(1))).filter(layers -> layers <= 1)
                : Optional.empty();
    }

    private static List<LoadedModel> loaded(JsonTree answer) {
        return JsonTree.objects(answer.root(), "models").stream()
                .limit(MODELS_MAX)
                .map(
                        model ->
                                new LoadedModel(
                                        cut(JsonTree.text(model, "name").orElse("?")),
                                        Math.max(0L, JsonTree.number(model, "size").orElse(0L)),
                                        Math.max(
                                                0L,
                                                JsonTree.number(model, "size_vram").orElse(0L))))
                .toList();
    }

    /** Only names that are one can be put into a request as they are. */
    private static List<String> names(JsonTree answer) {
        return JsonTree.objects(answer.root(), "models").stream()
                .flatMap(model -> JsonTree.text(model, "name").stream())
                .filter(name -> name.matches("[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}"))
                .toList();
    }

    private JsonTree get(String path)
            throws IOException, InterruptedException, StrangeAnswer, TimeoutException {
        return send(HttpRequest.newBuilder(address.resolve(path)).GET());
    }

    private JsonTree send(HttpRequest.Builder request)
            throws IOException, InterruptedException, StrangeAnswer, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(
                        request.build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_BYTES_MAX));
        try {
            // The client's own limit ends with the headers; this one is for the body too.
            HttpResponse<byte[]> response =
                    sent.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != STATUS_OK) {
                throw new StrangeAnswer(
                        Text.of("doctor.ollama.status", response.statusCode(), path(response)));
            }
            return JsonTree.parse(response.body())
                    .orElseThrow(
                            () ->
                                    new StrangeAnswer(
                                            Text.of(
                                                    "doctor.ollama.no-json",
                                                    path(response),
                                                    start(response.body()))));
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException broken
                    ? broken
                    : new IOException(failed.getCause());
        } finally {
            sent.cancel(true);
        }
    }

    private static String path(HttpResponse<?> response) {
        return response.request().uri().getPath();
    }

    private static String start(byte[] body) {
        String text = new String(body, 0, Math.min(40, body.length), StandardCharsets.UTF_8);
        return text.replaceAll("\\p{Cntrl}", " ").strip();
    }

    private static String cut(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= NAME_LENGTH_MAX ? clean : clean.substring(0, NAME_LENGTH_MAX);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /**
     * Finds the Ollama that the environment names and asks it.
     *
     * @throws InterruptedException if interrupted
     */
    static OllamaFacts gather(Map<String, String> environment) throws InterruptedException {
        Optional<OllamaAddress> address = OllamaAddress.of(environment);
        if (address.isEmpty()) {
            return new OllamaFacts.BadAddress(
                    cut(environment.getOrDefault(OllamaAddress.VARIABLE, "")));
        }
        OllamaAddress.Reach reach = address.get().reach();
        if (reach == OllamaAddress.Reach.PUBLIC || reach == OllamaAddress.Reach.UNKNOWN) {
            return new OllamaFacts.OutOfReach(address.get(), reach);
        }
        try (OllamaPeer peer = new OllamaPeer(address.get())) {
            return peer.ask(reach == OllamaAddress.Reach.HERE);
        }
    }
}
