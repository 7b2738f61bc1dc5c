package org.nextgeneration.gguf;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A file's place among the parts of one model.
 *
 * @param number which part this is, from 0
 * @param count how many parts there are, at least 2
 * @param tensorCount the tensors of all parts together
 * @param fileNames the names of all parts in order; they lie in one folder
 */
public record SplitFacts(int number, int count, int tensorCount, List<String> fileNames) {
    static final String NUMBER_KEY = "split.no";
    static final String COUNT_KEY = "split.count";
    static final String TENSORS_KEY = "split.tensors.count";
    static final int PARTS_MAX = 4096;
    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

    /** Copies the list. */
    public SplitFacts {
        fileNames = List.copyOf(fileNames);
    }

    /**
     * {@return the parts' names}
     *
     * @throws GgufFormatException if the numbers are impossible or the file's own name does not say
     *     the same
     */
    static SplitFacts of(GgufFile file) {
        Metadata metadata = file.metadata();
        int count = (int) bounded(metadata, COUNT_KEY, 2, PARTS_MAX);
        int number = (int) bounded(metadata, NUMBER_KEY, 0, count - 1);
        int tensors = (int) bounded(metadata, TENSORS_KEY, 1, Integer.MAX_VALUE);
        String name = String.valueOf(file.path().getFileName());
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()
                || Integer.parseInt(matcher.group(2)) != number + 1
                || Integer.parseInt(matcher.group(3)) != count) {
            throw metadata.failure(
                    COUNT_KEY,
                    "part %d of %d in a file named %s".formatted(number + 1, count, name),
                    "a name that ends in " + suffix(number, count),
                    "Give every part the name under which it was published.");
        }
        String prefix = matcher.group(1);
        List<String> names =
                IntStream.range(0, count).mapToObj(i -> prefix + suffix(i, count)).toList();
        return new SplitFacts(number, count, tensors, names);
    }

    private static String suffix(int number, int count) {
        return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", number + 1, count);
    }

    private static long bounded(Metadata metadata, String key, long min, long max) {
        long value = metadata.whole(key).orElse(-1);
        if (value < min || value > max) {
            throw metadata.failure(
                    key,
                    metadata.contains(key) ? Long.toString(value) : "nothing",
                    "%d to %d".formatted(min, max),
                    "Download the parts again.");
        }
        return value;
    }
}
