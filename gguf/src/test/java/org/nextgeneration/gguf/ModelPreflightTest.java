package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelPreflightTest {
    private static final List<String> ONE_TOKEN = List.of("t");

    @TempDir Path folder;

    @Test
    void check_wellFormedModel_givesItsFacts() throws IOException {
        Path file = new TinyModel().writeTo(folder.resolve("m.gguf"));
        assertEquals(ModelFacts.read(file), ModelPreflight.check(file));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void check_oddButHarmless_isAccepted(String title, UnaryOperator<TinyModel> change)
            throws IOException {
        ModelFacts facts = ModelPreflight.check(change.apply(new TinyModel()).readFrom(folder));
        assertEquals("llama", facts.architecture(), title);
    }

    static Stream<Arguments> harmless() {
        return Stream.of(
                odd("padding id -1", m -> m.with("tokenizer.ggml.padding_token_id", minusOne())),
                odd("eos id -1", m -> m.with("tokenizer.ggml.eos_token_id", minusOne())),
                odd("one empty token", m -> m.with("tokenizer.ggml.tokens", tokens(5, ""))),
                odd("two empty tokens", m -> m.with("tokenizer.ggml.tokens", tokens(5, "", 9, ""))),
                odd("no tokenizer", m -> m.with("tokenizer.ggml.model", GgufValue.text("none"))),
                odd("more scores than tokens", m -> m.with("tokenizer.ggml.scores", scores(99))),
                odd("SentencePiece with byte tokens", m -> pieces(m, "", "")),
                odd("SentencePiece with a byte as itself", m -> pieces(m, "<0x58>", "X")),
                odd("bert with its own markers", m -> bert(m, 1, 2)),
                odd(
                        "byte pairs that add nothing",
                        m ->
                                m.with("tokenizer.ggml.add_bos_token", GgufValue.bool(false))
                                        .without("tokenizer.ggml.bos_token_id")),
                odd(
                        "gemma4 with a start token",
                        m -> m.with("tokenizer.ggml.model", GgufValue.text("gemma4"))),
                odd("yarn", m -> m.with("llama.rope.scaling.type", GgufValue.text("yarn"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"shapes", "experts", "vocabularies", "addedTokens", "tensors"})
    void check_modelThatWouldAbort_isRefused(
            String title, String reason, UnaryOperator<TinyModel> change) throws IOException {
        GgufFile file = change.apply(new TinyModel()).readFrom(folder);
        GgufFormatException failure =
                assertThrows(GgufFormatException.class, () -> ModelPreflight.check(file), title);
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(reason), message);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                bad(
                        "no architecture",
                        "general.architecture",
                        m -> m.without("general.architecture")),
                bad(
                        "blank architecture",
                        "found nothing",
                        m -> m.with("general.architecture", GgufValue.text(" "))),
                bad(
                        "adapter",
                        "found ADAPTER",
                        m -> m.with("general.type", GgufValue.text("adapter"))),
                bad("no weights", "found VOCABULARY", TinyModel::withoutTensors),
                bad("no layer count", "found nothing", m -> m.without("llama.block_count")),
                number("block_count", 0),
                number("block_count", 513),
                number("block_count", 100_000),
                number("block_count", 0xffff_ffffL),
                number("embedding_length", 0),
                number("embedding_length", 1 << 19),
                number("context_length", 0),
                number("context_length", 0xffff_ffffL),
                number("attention.head_count", 0),
                number("attention.head_count", 4097),
                number("attention.head_count", 6),
                number("attention.head_count_kv", 3),
                number("attention.head_count_kv", 0xffff_ffffL),
                number("attention.key_length", 0),
                number("attention.key_length", 1 << 17),
                bad(
                        "keys and values differ",
                        "one even length",
                        m -> m.with("llama.attention.key_length", GgufValue.uint32(16))),
                bad(
                        "odd rotation",
                        "one even length",
                        m -> m.with("llama.rope.dimension_count", GgufValue.uint32(7))),
                number("feed_forward_length", 0xffff_ffffL),
                number("nextn_predict_layers", 3),
                bad(
                        "heads for 3 layers",
                        "3 INT32",
                        m -> m.with("llama.attention.head_count", GgufValue.int32s(4, 4, 4))),
                bad(
                        "negative heads in a layer",
                        "found -4",
                        m -> m.with("llama.attention.head_count", GgufValue.int32s(4, -4))),
                bad(
                        "heads as floats",
                        "2 FLOAT32",
                        m -> m.with("llama.attention.head_count", GgufValue.float32s(4, 4))),
                bad(
                        "unknown rope scaling",
                        "\"magic\"",
                        m -> m.with("llama.rope.scaling.type", GgufValue.text("magic"))),
                bad(
                        "negative epsilon",
                        "layer_norm_rms_epsilon",
                        m ->
                                m.with(
                                        "llama.attention.layer_norm_rms_epsilon",
                                        GgufValue.float32(-1))),
                bad(
                        "rope base that is no number",
                        "NaN",
                        m -> m.with("llama.rope.freq_base", GgufValue.float32(Float.NaN))));
    }

    static Stream<Arguments> experts() {
        return Stream.of(
                number("expert_count", 1025),
                bad("used without experts", "expert_used_count", experts(0, 1)),
                bad("more used than there are", "expert_used_count", experts(8, 9)),
                bad("none used", "expert_used_count", experts(8, 0)),
                bad("groups without experts", "expert_group_count", groups(0, 0, 1, 0)),
                bad("as many groups as experts", "expert_group_count", groups(8, 2, 8, 1)),
                bad("uneven groups", "a divisor", groups(8, 2, 3, 1)),
                bad("all groups used", "expert_group_used_count", groups(8, 2, 4, 4)));
    }

    static Stream<Arguments> vocabularies() {
        return Stream.of(
                bad("no tokens", "the vocabulary", m -> m.without("tokenizer.ggml.tokens")),
                bad(
                        "zero tokens",
                        "found 0 tokens",
                        m -> m.with("tokenizer.ggml.tokens", GgufValue.texts(List.of()))),
                bad(
                        "duplicate token",
                        "\"t3\" again, at index 40",
                        m -> m.with("tokenizer.ggml.tokens", tokens(40, "t3"))),
                bad(
                        "token named as an empty one will be",
                        "again",
                        m -> m.with("tokenizer.ggml.tokens", tokens(5, "", 9, "[EMPTY_5]"))),
                bad(
                        "token of 1 MiB",
                        "token 7 of 1048576 bytes",
                        m -> m.with("tokenizer.ggml.tokens", tokens(7, "x".repeat(1 << 20)))),
                bad("63 scores", "63 FLOAT32", m -> m.with("tokenizer.ggml.scores", scores(63))),
                bad(
                        "types as floats",
                        "64 FLOAT32",
                        m -> m.with("tokenizer.ggml.token_type", scores(64))),
                bad(
                        "byte token without a byte",
                        "byte token",
                        m ->
                                m.with(
                                        "tokenizer.ggml.token_type",
                                        GgufValue.int32s(TinyModel.filled(6)))),
                bad("no merges", "the merges", m -> m.without("tokenizer.ggml.merges")),
                bad(
                        "bos out of range",
                        "found 64 as",
                        m -> m.with("tokenizer.ggml.bos_token_id", GgufValue.uint32(64))),
                bad(
                        "eot negative",
                        "found -2 as",
                        m -> m.with("tokenizer.ggml.eot_token_id", GgufValue.int32(-2))),
                bad(
                        "SentencePiece without bytes",
                        "no token for byte <0x00>",
                        m -> m.with("tokenizer.ggml.model", GgufValue.text("llama"))),
                bad(
                        "SentencePiece without the last byte",
                        "no token for byte <0xFF>",
                        m -> pieces(m, "<0xFF>", "y")),
                bad(
                        "byte in small letters",
                        "no token for byte <0x0A>",
                        m -> pieces(m, "<0x0A>", "<0x0a>")),
                bad(
                        "zero byte as itself",
                        "no token for byte <0x00>",
                        m -> pieces(m, "<0x00>", "\0")));
    }

    static Stream<Arguments> addedTokens() {
        return Stream.of(
                bad("bert without markers", "bos_token_id", m -> bert(m, -1, 2)),
                bad("bert without separator", "seperator_token_id", m -> bert(m, 1, -1)),
                bad(
                        "bert that says it adds none",
                        "adds to every text",
                        m ->
                                bert(m, -1, 2)
                                        .with(
                                                "tokenizer.ggml.add_bos_token",
                                                GgufValue.bool(false))),
                bad(
                        "separator out of range",
                        "found 64 as",
                        m -> m.with("tokenizer.ggml.seperator_token_id", GgufValue.uint32(64))),
                bad(
                        "gemma4 without start token",
                        "adds to every text",
                        m ->
                                m.with("tokenizer.ggml.model", GgufValue.text("gemma4"))
                                        .without("tokenizer.ggml.bos_token_id")
                                        .with(
                                                "tokenizer.ggml.add_bos_token",
                                                GgufValue.bool(false))),
                bad(
                        "t5 without end token",
                        "eos_token_id",
                        m ->
                                m.with("tokenizer.ggml.model", GgufValue.text("t5"))
                                        .with("tokenizer.ggml.tokens", GgufValue.texts(ONE_TOKEN))
                                        .with("tokenizer.ggml.bos_token_id", GgufValue.uint32(0))
                                        .without("tokenizer.ggml.eos_token_id")),
                bad(
                        "byte pairs whose pattern adds a start token",
                        "bos_token_id",
                        m ->
                                m.with("tokenizer.ggml.pre", GgufValue.text("tekken"))
                                        .with("tokenizer.ggml.tokens", GgufValue.texts(ONE_TOKEN))
                                        .with("tokenizer.ggml.eos_token_id", GgufValue.uint32(0))
                                        .without("tokenizer.ggml.bos_token_id")
                                        .without("tokenizer.ggml.add_bos_token")),
                bad(
                        "end token to add that does not exist",
                        "adds to every text",
                        m ->
                                m.with("tokenizer.ggml.model", GgufValue.text("rwkv"))
                                        .without("tokenizer.ggml.eos_token_id")
                                        .with(
                                                "tokenizer.ggml.add_eos_token",
                                                GgufValue.bool(true))));
    }

    static Stream<Arguments> tensors() {
        return Stream.of(
                bad(
                        "embedding of other width",
                        "expected shape [32, 64]",
                        m -> m.tensor("token_embd.weight", TensorType.F32, 64, 64)),
                bad(
                        "embedding with a row too few",
                        "expected shape [32, 64]",
                        m -> m.tensor("token_embd.weight", TensorType.F32, 32, 63)),
                bad(
                        "output with a row too many",
                        "expected shape [32, 64]",
                        m -> m.tensor("output.weight", TensorType.F32, 32, 65)),
                bad(
                        "quantized norm",
                        "type Q8_0",
                        m -> m.tensor("output_norm.weight", TensorType.Q8_0, 32)),
                bad(
                        "integer matrix",
                        "type I32",
                        m -> m.tensor("blk.1.attn_q.weight", TensorType.I32, 32, 32)));
    }

    private static GgufValue minusOne() {
        return GgufValue.uint32(0xffff_ffffL);
    }

    private static GgufValue scores(int count) {
        return GgufValue.float32s(new float[count]);
    }

    /** A SentencePiece tokenizer of the bytes, one of them spelt otherwise. */
    private static TinyModel pieces(TinyModel model, String replaced, String by) {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int value = 0; value < 256; value++) {
            String token = "<0x%02X>".formatted(value);
            tokens.add(token.equals(replaced) ? by : token);
        }
        return model.with("tokenizer.ggml.model", GgufValue.text("llama"))
                .with("tokenizer.ggml.tokens", GgufValue.texts(tokens))
                .without("tokenizer.ggml.token_type")
                .tensor("token_embd.weight", TensorType.F32, TinyModel.EMBEDDING, tokens.size());
    }

    private static TinyModel bert(TinyModel model, int bosId, int separatorId) {
        return model.with("tokenizer.ggml.model", GgufValue.text("bert"))
                .with("tokenizer.ggml.bos_token_id", GgufValue.int32(bosId))
                .with("tokenizer.ggml.seperator_token_id", GgufValue.int32(separatorId));
    }

    /** The usual tokens with some replaced: index, text, index, text. */
    private static GgufValue tokens(Object... replaced) {
        List<String> tokens = new ArrayList<>(TinyModel.TOKENS);
        for (int i = 0; i < replaced.length; i += 2) {
            tokens.set((Integer) replaced[i], (String) replaced[i + 1]);
        }
        return GgufValue.texts(tokens);
    }

    private static UnaryOperator<TinyModel> experts(int count, int used) {
        return model ->
                model.with("llama.expert_count", GgufValue.uint32(count))
                        .with("llama.expert_used_count", GgufValue.uint32(used));
    }

    private static UnaryOperator<TinyModel> groups(
            int count, int used, int groups, int groupsUsed) {
        return model ->
                experts(count, used)
                        .apply(model)
                        .with("llama.expert_group_count", GgufValue.uint32(groups))
                        .with("llama.expert_group_used_count", GgufValue.uint32(groupsUsed));
    }

    private static Arguments number(String name, long value) {
        return bad(
                name + " " + value,
                "\"llama." + name + "\"",
                model -> model.with("llama." + name, GgufValue.uint32(value)));
    }

    private static Arguments odd(String title, UnaryOperator<TinyModel> change) {
        return arguments(title, change);
    }

    private static Arguments bad(String title, String reason, UnaryOperator<TinyModel> change) {
        return arguments(title, reason, change);
    }
}
