package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is due when, without threads. Milliseconds for readability. */
class SampleScheduleTest {
    private static final SampleSchedule SCHEDULE =
            SampleSchedule.of(Duration.ofSeconds(1), Duration.ofSeconds(5));

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @ParameterizedTest
    @CsvSource({
        "done at once, 10000, 10000, 11000",
        "done in time, 10000, 10900, 11000",
        "a period late, 10000, 11000, 12000",
        "many missed, 10000, 14500, 15000",
        "begun early, 10000, 9999, 11000"
    })
    void next_afterASample_isTheFirstMomentToCome(
            String situation, long dueMillis, long nowMillis, long nextMillis) {
        assertEquals(
                nanos(nextMillis),
                SCHEDULE.next(nanos(dueMillis), nanos(nowMillis)),
                () -> situation);
    }

    @Test
    void slow_firstSample_isDue() {
        assertEquals(true, SCHEDULE.isSlowDue(nanos(0), OptionalLong.empty()));
    }

    /** Clocks of this kind may begin anywhere and overflow. */
    @ParameterizedTest
    @ValueSource(longs = {0, -7, Long.MAX_VALUE - 3_000_000_000L})
    void slow_oneSampleASecond_isDueWithEveryFifth(long originNanos) {
        List<Long> slowSeconds = new ArrayList<>();
        OptionalLong readNanos = OptionalLong.empty();
        long dueNanos = originNanos;
        for (int i = 0; i < 12; i++) {
            // Each begins a little late, by another amount.
            long nowNanos = dueNanos + nanos(i * 7 % 11);
            if (SCHEDULE.isSlowDue(nowNanos, readNanos)) {
                slowSeconds.add((dueNanos - originNanos) / nanos(1_000));
                readNanos = OptionalLong.of(nowNanos);
            }
            dueNanos = SCHEDULE.next(dueNanos, nowNanos);
        }
        assertEquals(List.of(0L, 5L, 10L), slowSeconds);
    }
}
