package org.nextgeneration.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a mistyped one most probably meant: the "did you mean" of every command. */
public final class NearestName {
    /** Longer input is no typing mistake; it also bounds the work. */
    private static final int LENGTH_MAX = ModelName.LENGTH_MAX;

    private static final int PREFIX_LENGTH_MIN = 3;

    private record Ranked(String name, int distance) {}

    private NearestName() {}

    /**
     * Returns the known name nearest to the typed one, in any case.
     *
     * <p>A name counts when at most a third of its characters differ (insertions, deletions,
     * changes and swaps of neighbours), or when one of the two begins with or contains the other.
     * Ties go to the first in alphabetical order, so the answer does not depend on the order given.
     *
     * @return empty where nothing is near enough to be worth suggesting
     */
    public static Optional<String> of(String typed, Collection<String> known) {
        String wanted = typed.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty() || wanted.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        return known.stream()
                .filter(name -> name.length() <= LENGTH_MAX)
                .map(name -> new Ranked(name, rank(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(ranked -> ranked.distance() < Integer.MAX_VALUE)
                .min(Comparator.comparingInt(Ranked::distance).thenComparing(Ranked::name))
                .map(Ranked::name);
    }

    private static int rank(String wanted, String name) {
        int distance = distance(wanted, name);
        if (distance <= (Math.max(wanted.length(), name.length()) + 1) / 3) {
            return distance;
        }
        boolean contained =
                wanted.length() >= PREFIX_LENGTH_MIN
                        && name.length() >= PREFIX_LENGTH_MIN
                        && (name.contains(wanted) || wanted.contains(name));
        // Behind every name within the allowed distance, a prefix before a part inside.
        return contained
                ? LENGTH_MAX + distance + (name.startsWith(wanted) ? 0 : LENGTH_MAX)
                : Integer.MAX_VALUE;
    }

    /** Optimal string alignment: Levenshtein plus the swap of two neighbours. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                row[j] = swapped ? Math.min(best, beforeLast[j - 2] + 1) : best;
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
