package org.nextgeneration.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.engine.GenerationResult;
import org.nextgeneration.engine.ModelDescription;
import org.nextgeneration.engine.Sampling;
import org.nextgeneration.store.Language;

/** The one object that {@code ask --json} prints. */
final class AnswerJson {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int UUID_MILLIS_SHIFT = 16;

    private AnswerJson() {}

    /**
     * Puts the object together.
     *
     * @param totalNanos from the start of the command until the answer ended
     * @param startedAt when the command started
     * @param gpu the card that it came from, or could have come from
     */
    static Map<String, @Nullable Object> of(
            Answer answer,
            ModelPlan plan,
            GenerationOptions.Parameters parameters,
            Language language,
            long totalNanos,
            Instant startedAt,
            Optional<AnswerGpu> gpu) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("response", answer.text());
        json.put("finish", answer.result().finish().name().toLowerCase(Locale.ROOT));
        json.put("model_used", model(answer.model(), plan));
        json.put("analysis", SelectionJson.analysis(plan.analysis(), plan.selection(), language));
        json.put("fallback", SelectionJson.fallback(plan.selection(), language));
        json.put("performance", performance(answer, totalNanos, gpu));
        json.put("parameters", parameters(parameters));
        json.put("gpu", AnswerGpu.json(gpu));
        json.put("run_id", runId(startedAt).toString());
        json.put("timestamp", startedAt.toString());
        return json;
    }

    private static Map<String, Object> model(ModelDescription model, ModelPlan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", SelectionJson.shortName(plan.selection().model().name()));
        json.put("role", plan.selection().wantedRole().id());
        json.put("engine", model.engine());
        json.put("device", model.device());
        json.put("quantization", model.quantization());
        return json;
    }

    private static Map<String, @Nullable Object> performance(
            Answer answer, long totalNanos, Optional<AnswerGpu> gpu) {
        GenerationResult result = answer.result();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("queue_ms", millis(result.queueNanos()));
        json.put("load_ms", answer.model().loadMillis());
        json.put("ttft_ms", millis(result.firstTokenNanos()));
        json.put("total_ms", millis(totalNanos));
        json.put("prompt_tokens", result.promptTokens());
        json.put("cached_tokens", result.cachedTokens());
        json.put("completion_tokens", result.completionTokens());
        json.put("prompt_tokens_per_s", JsonText.rounded(result.promptTokensPerSecond()));
        json.put("tokens_per_s", JsonText.rounded(result.tokensPerSecond()));
        json.put("card_speed", AnswerGpu.speedJson(gpu));
        return json;
    }

    private static Map<String, Object> parameters(GenerationOptions.Parameters parameters) {
        Sampling sampling = parameters.sampling();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("temperature", sampling.temperature());
        json.put("max_tokens", parameters.maxTokens());
        json.put("seed", sampling.seed());
        return json;
    }

    private static double millis(long nanos) {
        return JsonText.rounded(nanos / NANOS_PER_MILLI);
    }

    /** A version 7 UUID (RFC 9562): sorts by time, and needs no secure random numbers. */
    private static UUID runId(Instant at) {
        RandomGenerator random = RandomGenerator.getDefault();
        long high = (at.toEpochMilli() << UUID_MILLIS_SHIFT) | 0x7000 | random.nextInt(1 << 12);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
