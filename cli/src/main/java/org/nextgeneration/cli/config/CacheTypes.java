package org.nextgeneration.cli.config;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import java.util.stream.Stream;
import org.nextgeneration.gguf.KvCacheType;

/** What KV caches may store their numbers as, as people write it. Pure. */
public final class CacheTypes {
    /** All of them, for messages. */
    public static final String CHOICES =
            Stream.of(KvCacheType.values()).map(KvCacheType::id).collect(joining(", "));

    private CacheTypes() {}

    /** {@return the type of that name, whatever its case} */
    public static Optional<KvCacheType> parse(String name) {
        return Stream.of(KvCacheType.values())
                .filter(type -> type.id().equalsIgnoreCase(name))
                .findFirst();
    }
}
