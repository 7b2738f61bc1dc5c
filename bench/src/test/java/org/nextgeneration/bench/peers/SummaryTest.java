package org.nextgeneration.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void of_severalRounds_dividesWithinEachRound() {
        // A machine that slows down by half changes no ratio.
        List<Round> rounds =
                List.of(
                        round("ours", 0, 100, 0),
                        round("server", 0, 80, 0),
                        round("server", 1, 40, 0),
                        round("ours", 1, 50, 0));
        Summary server = Summary.of(rounds, "ours").get(1);
        assertEquals("server", server.peer());
        assertEquals(new Spread(List.of(80.0, 40.0)), server.values());
        assertEquals(Optional.of(new Spread(List.of(1.25, 1.25))), server.ratios());
    }

    @Test
    void of_ourselvesOrNothingToDivideBy_givesNoRatio() {
        List<Round> rounds = List.of(round("ours", 0, 100, 0), round("server", 0, 0, 0));
        assertTrue(Summary.of(rounds, "ours").stream().allMatch(each -> each.ratios().isEmpty()));
    }

    @Test
    void median_evenCount_liesBetweenTheTwoInTheMiddle() {
        Spread spread = new Spread(List.of(4.0, 1.0, 2.0, 9.0));
        assertEquals(3, spread.median());
        assertEquals(1, spread.least());
        assertEquals(9, spread.greatest());
        assertEquals("3.0 (1.0–9.0)", spread.text(1));
        assertThrows(IllegalArgumentException.class, () -> new Spread(List.of()));
    }

    @Test
    void table_peerThatCouldNotAndBusyMachine_saysBoth() {
        String table =
                Table.of(
                        List.of(
                                round("ours", 0, 100, 0.05),
                                round("server", 0, 80, 0.30),
                                unable("jlama", "reads no GGUF")),
                        "ours");
        assertTrue(table.contains("1.25 (1.25–1.25)"), table);
        assertTrue(table.contains("one, jlama: reads no GGUF"), table);
        assertTrue(table.contains("*** 1 of 2 runs: OTHERS USED MORE THAN 10 %"), table);
    }

    @Test
    void table_quietMachine_raisesNoDoubt() {
        String table = Table.of(List.of(round("ours", 0, 100, 0.10)), "ours");
        assertTrue(!table.contains("***"), table);
    }

    @Test
    void json_roundsAndSummary_holdTheNumbers() {
        String json =
                JsonReport.of(
                        List.of(round("ours", 0, 100, 0), unable("jlama", "no \"GGUF\"")), "ours");
        assertTrue(json.contains("\"decode_speed\":100.0"), json);
        assertTrue(json.contains("\"not_run\":\"no \\\"GGUF\\\"\""), json);
    }

    @Test
    void order_manyRounds_letsEverybodyBeginAndEnd() {
        List<String> peers = List.of("a", "b", "c");
        List<List<String>> orders =
                IntStream.range(0, 4).mapToObj(i -> Harness.order(peers, i)).toList();
        assertEquals(
                List.of(
                        List.of("a", "b", "c"),
                        List.of("c", "b", "a"),
                        List.of("b", "c", "a"),
                        List.of("a", "c", "b")),
                orders);
    }

    private static Round round(String peer, int number, double speed, double others) {
        return new Round(
                "one",
                peer,
                number,
                new Round.Measured(Map.of(Metric.DECODE_SPEED, speed)),
                Optional.empty(),
                Optional.of(others),
                Optional.of(others));
    }

    private static Round unable(String peer, String reason) {
        return new Round(
                "one",
                peer,
                0,
                new Round.Unable(reason),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
