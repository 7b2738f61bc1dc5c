package org.nextgeneration.store;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** What the name and size of an installed model let us assume where the catalogue is silent. */
final class AssumedEntry {
    private static final Pattern CODER = Pattern.compile("code|coder|coding|starcoder|devstral");
    private static final Pattern EMBEDDER =
            Pattern.compile("embed|minilm|(^|[-/_.])(bge|gte|e5)[-_.]|rerank");

    private static final long MINI_BYTES_MAX = 2_500_000_000L;
    private static final long SPEED_BYTES_MAX = 5_000_000_000L;
    private static final long DAILY_BYTES_MAX = 12_000_000_000L;

    private static final int MAX_TOKENS = 1024;
    private static final int CONTEXT_TOKENS = 4096;

    private AssumedEntry() {}

    /**
     * {@return whether a name is that of a model that makes vectors, or ranks, and never answers}
     */
    static boolean looksLikeEmbedder(ModelName name) {
        return EMBEDDER.matcher(name.toString().toLowerCase(Locale.ROOT)).find();
    }

    static CatalogueEntry of(InstalledModel model) {
        Role role = role(model);
        return new CatalogueEntry(
                model.name(),
                List.of(),
                List.of(role),
                model.sizeBytes(),
                "",
                "",
                OptionalDouble.empty(),
                quality(model.sizeBytes()),
                new Localized(
                        "Hors catalogue\u00a0; rôle supposé d’après le nom et la taille",
                        "Not in the catalogue; role assumed from name and size"),
                List.of(),
                role == Role.CODE ? 0.1 : 0.5,
                MAX_TOKENS,
                CONTEXT_TOKENS,
                null,
                model.origin() == InstalledModel.Origin.DEMO);
    }

    private static Role role(InstalledModel model) {
        if (model.kind() == InstalledModel.Kind.EMBEDDING) {
            return Role.EMBEDDING;
        }
        if (model.sizeBytes() < MINI_BYTES_MAX) {
            return Role.MINI;
        }
        if (CODER.matcher(model.name().toString().toLowerCase(Locale.ROOT)).find()) {
            return Role.CODE;
        }
        if (model.sizeBytes() < SPEED_BYTES_MAX) {
            return Role.SPEED;
        }
        return model.sizeBytes() < DAILY_BYTES_MAX ? Role.DAILY : Role.QUALITY;
    }

    private static int quality(long sizeBytes) {
        if (sizeBytes < MINI_BYTES_MAX) {
            return 4;
        }
        if (sizeBytes < SPEED_BYTES_MAX) {
            return 6;
        }
        return sizeBytes < DAILY_BYTES_MAX ? 7 : 8;
    }
}
