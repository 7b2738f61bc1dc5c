package org.nextgeneration.cli.monitor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.gpu.Reading;

/**
 * A JSON object whose members may be unknown: such a member is null, and the object's last member,
 * {@code unknown}, has the driver's own name for the reason under the same name. A member that is
 * null is never 0, and one that is known always has the same type.
 */
final class ReadingsJson {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();
    private final Map<String, String> unknown = new LinkedHashMap<>();

    /** Adds what is always known. */
    ReadingsJson put(String name, @Nullable Object value) {
        members.put(name, value);
        return this;
    }

    /** Adds a reading of a number, text or truth value. */
    ReadingsJson put(String name, Reading<?> reading) {
        return put(name, reading, value -> value);
    }

    /** Adds a reading, its value written as JSON needs it. */
    <T> ReadingsJson put(String name, Reading<T> reading, Function<? super T, ?> written) {
        switch (reading) {
            case Reading.Known<T>(T known) -> members.put(name, written.apply(known));
            case Reading.Unknown<T>(String reason) -> {
                members.put(name, null);
                unknown.put(name, reason);
            }
        }
        return this;
    }

    /** {@return the object} */
    Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>(members);
        object.put("unknown", new LinkedHashMap<>(unknown));
        return object;
    }
}
