package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.engine.MemoryFit.Change;
import org.nextgeneration.engine.MemoryFit.Kind;
import org.nextgeneration.gguf.Footprint;
import org.nextgeneration.gguf.FootprintModel;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gguf.MemorySettings;
import org.nextgeneration.gguf.ModelFacts;

class MemoryFitTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final MemoryRoom.Host LARGE_HOST =
            new MemoryRoom.Host(64 * GIBIBYTE, 60 * GIBIBYTE);

    /** As the tiny model's every layer, with the output as one. */
    private static final int LAYERS = 3;

    @TempDir private static Path folder;
    private static Path file;
    private static FootprintModel model;
    private static ModelFacts facts;

    @BeforeAll
    static void write() throws IOException {
        file = TinyModel.write(folder.resolve("tiny.gguf"));
        model = FootprintModel.read(file);
        facts = ModelFacts.read(file);
    }

    private static LoadRequest request(int contextTokens, int sequences) {
        return new LoadRequest("tiny", file, contextTokens, sequences, 1, false);
    }

    private static MemoryFit fit(LoadRequest request, MemoryRoom room) {
        return MemoryFit.of(request, facts, model, room, true);
    }

    /** A machine whose card has so much that a model may take, and half a GiB in reserve. */
    private static MemoryRoom card(long usableBytes) {
        return new MemoryRoom(
                true,
                Optional.of(
                        new MemoryRoom.Card(
                                "RTX 3090",
                                1,
                                24 * GIBIBYTE,
                                usableBytes + GIBIBYTE / 2 + MemoryRoom.CARD_MARGIN_BYTES,
                                GIBIBYTE / 2)),
                Optional.of(LARGE_HOST));
    }

    /** A machine without a card where so much is available, beside what is kept to spare. */
    private static MemoryRoom host(long availableBytes) {
        return new MemoryRoom(
                false,
                Optional.empty(),
                Optional.of(
                        new MemoryRoom.Host(
                                64 * GIBIBYTE, availableBytes + MemoryRoom.HOST_MARGIN_BYTES)));
    }

    /** What a load with this type of cache takes of a card, all layers there. */
    private static long cardBytes(LoadRequest request, KvCacheType type) {
        return fit(request.withCache(0, type), card(GIBIBYTE)).need().card().totalBytes();
    }

    private static List<Kind> kinds(MemoryFit fit) {
        return fit.changes().stream().map(Change::kind).toList();
    }

    @Test
    void of_roomForAll_fitsWithoutChanges() {
        MemoryFit fit = fit(request(2_048, 1), card(10 * GIBIBYTE));
        assertTrue(fit.fits());
        assertEquals(List.of(), fit.changes());
        assertEquals(LAYERS, fit.layers());
        assertEquals(LAYERS, fit.mostCardLayers());
        assertEquals(TinyModel.CONTEXT_TOKENS, fit.largestContextTokens());
        assertEquals(MemorySettings.ALL_LAYERS, fit.asked().cardLayers());
    }

    @Test
    void of_exactlyAsMuchAsItNeeds_fits() {
        long needed = fit(request(2_048, 1), card(GIBIBYTE)).need().card().totalBytes();
        assertTrue(fit(request(2_048, 1), card(needed)).fits());
        assertFalse(fit(request(2_048, 1), card(needed - 1)).fits());
    }

    @Test
    void of_noCard_everythingCountsAgainstTheHost() {
        MemoryFit fit = fit(request(2_048, 1), host(GIBIBYTE));
        assertTrue(fit.fits());
        assertEquals(0, fit.need().card().totalBytes());
        assertEquals(0, fit.asked().cardLayers());
        assertEquals(0, fit.mostCardLayers());
    }

    @Test
    void of_weightsOfTheHost_countAgainstTheWholeMemoryOnly() {
        Footprint.Memory need = fit(request(2_048, 1), host(GIBIBYTE)).need().host();
        long takenForGood = need.kvBytes() + need.computeBytes();
        assertTrue(fit(request(2_048, 1), host(takenForGood)).fits());
        assertFalse(fit(request(2_048, 1), host(takenForGood - 1)).fits());
        MemoryRoom full =
                new MemoryRoom(
                        false,
                        Optional.empty(),
                        Optional.of(
                                new MemoryRoom.Host(
                                        need.totalBytes() + MemoryRoom.HOST_MARGIN_BYTES - 1,
                                        64 * GIBIBYTE)));
        assertFalse(fit(request(2_048, 1), full).fits());
    }

    @Test
    void of_nothingKnown_fits() {
        MemoryRoom unknown = new MemoryRoom(true, Optional.empty(), Optional.empty());
        assertTrue(fit(request(LoadRequest.CONTEXT_TOKENS_MAX, 1), unknown).fits());
    }

    @Test
    void of_cacheTooLarge_everyChangeFits() {
        LoadRequest request = request(2_048, 4);
        MemoryFit fit = fit(request, card(cardBytes(request, KvCacheType.Q8_0)));
        assertFalse(fit.fits());
        assertEquals(
                List.of(
                        Kind.CACHE_TYPE,
                        Kind.CACHE_TYPE,
                        Kind.ONE_SEQUENCE,
                        Kind.SMALLER_CONTEXT,
                        Kind.FEWER_CARD_LAYERS),
                kinds(fit));
        for (Change change : fit.changes()) {
            assertEquals(model.predict(change.settings()), change.need());
            assertTrue(
                    fit.room().holds(change.need(), change.need().host().weightBytes()),
                    change.toString());
        }
        assertEquals(KvCacheType.Q8_0, fit.changes().getFirst().settings().cacheType());
        Change smaller = fit.changes().get(3);
        assertEquals(fit.largestContextTokens(), smaller.contextTokens());
        assertTrue(smaller.contextTokens() < 2_048);
        assertTrue(fit.mostCardLayers() < LAYERS);
    }

    @Test
    void of_processorForbidden_neverOffersIt() {
        LoadRequest request = request(2_048, 1);
        long needed = fit(request, card(GIBIBYTE)).need().card().totalBytes();
        MemoryRoom room = card(needed - 1);
        assertTrue(kinds(fit(request, room)).contains(Kind.FEWER_CARD_LAYERS));
        assertFalse(
                kinds(MemoryFit.of(request, facts, model, room, false))
                        .contains(Kind.FEWER_CARD_LAYERS));
    }

    @Test
    void of_quantizedCacheAsked_offersOnlySmaller() {
        LoadRequest request = request(2_048, 1).withCache(0, KvCacheType.Q4_0);
        long needed = fit(request, card(GIBIBYTE)).need().card().totalBytes();
        assertFalse(kinds(fit(request, card(needed - 1))).contains(Kind.CACHE_TYPE));
    }

    @Test
    void of_noRoomAtAll_offersNothing() {
        MemoryFit fit = fit(request(2_048, 2), host(0));
        assertFalse(fit.fits());
        assertEquals(List.of(), fit.changes());
        assertEquals(0, fit.largestContextTokens());
        String text = FitText.refusal(request(2_048, 2), fit);
        assertTrue(text.startsWith("tiny was not loaded: a context of 2048 tokens for each"), text);
        assertTrue(text.endsWith("choose a smaller model."), text);
    }

    @Test
    void refusal_cardTooSmall_saysWhatIsFreeAndWhatWouldFit() {
        LoadRequest request = request(2_000_000, 1);
        long usableBytes = cardBytes(request, KvCacheType.Q4_0);
        String text = FitText.refusal(request, fit(request, card(usableBytes)));
        assertTrue(text.contains(" on RTX 3090, found "), text);
        assertTrue(
                text.contains(" free there after the 0.50 GiB of gpu.reserve and 0.50 GiB for"),
                text);
        assertTrue(text.contains("It fits with a cache of q4_0 ("), text);
        assertTrue(text.contains("a context of 2048 tokens ("), text);
    }

    @Test
    void of_askedIsNoWholeBlock_largestIsNoLess() {
        LoadRequest request = request(1_000, 1);
        MemoryFit fit = fit(request, card(cardBytes(request, KvCacheType.F16)));
        assertTrue(fit.fits());
        assertEquals(1_024, fit.largestContextTokens());
    }

    @Test
    void of_askedIsMoreThanTrained_largestIsWhatFits() {
        assertEquals(3_000, fit(request(3_000, 1), card(10 * GIBIBYTE)).largestContextTokens());
        assertEquals(
                TinyModel.CONTEXT_TOKENS,
                fit(request(LoadRequest.CONTEXT_TOKENS_MAX, 1), card(GIBIBYTE))
                        .largestContextTokens());
    }

    @Test
    void of_cellsAsked_largestIsWithinThem() {
        LoadRequest request = request(0, 2).withCache(600, KvCacheType.F16);
        assertEquals(600, fit(request, card(10 * GIBIBYTE)).largestContextTokens());
    }

    @Test
    void of_embeddings_largestIsTheMostThatFitsWithItsBatch() {
        LoadRequest asked = new LoadRequest("tiny", file, 700, 1, 1, true);
        MemoryRoom room = card(cardBytes(asked, KvCacheType.F16));
        int largest = fit(asked.withContext(2_048), room).largestContextTokens();
        assertTrue(largest >= 700 && largest < 2_048, () -> "found " + largest);
        assertTrue(fit(asked.withContext(largest), room).fits());
        assertFalse(fit(asked.withContext(largest + 1), room).fits());
    }

    @Test
    void mappedBytes_fileTooLargeForTheCache_isNotMapped() {
        MemoryRoom crowded =
                new MemoryRoom(
                        true,
                        card(GIBIBYTE).card(),
                        Optional.of(
                                new MemoryRoom.Host(64 * GIBIBYTE, model.weightBytes() * 3 / 2)));
        assertEquals(0, fit(request(256, 1), crowded).mappedBytes());
        MemoryFit mapped = fit(request(256, 1), card(GIBIBYTE));
        assertEquals(mapped.need().host().weightBytes(), mapped.mappedBytes());
    }

    @Test
    void fits_anyRoom_isWhatTheWholeAnswerSays() {
        LoadRequest request = request(2_048, 1);
        long needed = cardBytes(request, KvCacheType.F16);
        assertTrue(MemoryFit.fits(request, facts, model, card(needed)));
        assertFalse(MemoryFit.fits(request, facts, model, card(needed - 1)));
    }

    @Test
    void of_headerBeyondAnyMachine_isUnusable() throws IOException {
        Path hostile = HostileModel.write(folder.resolve("hostile.gguf"));
        FootprintModel beyond = FootprintModel.read(hostile);
        ModelFacts itsFacts = ModelFacts.read(hostile);
        for (MemoryRoom room : List.of(host(GIBIBYTE), card(GIBIBYTE))) {
            EngineException refused =
                    assertThrows(
                            EngineException.class,
                            () -> MemoryFit.of(request(256, 1), itsFacts, beyond, room, true));
            assertEquals(EngineException.Kind.UNUSABLE_MODEL, refused.kind());
            assertTrue(String.valueOf(refused.getMessage()).contains("no machine"));
        }
    }
}
