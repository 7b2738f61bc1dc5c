package org.nextgeneration.store;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The part of one manifest that we use. Nothing in it has been checked but its shape.
 *
 * <p>Read token by token: binding would load hundreds of classes for four fields, and the command
 * line's start is the place where that is felt. Source: Ollama {@code manifest/manifest.go}.
 *
 * @param configDigest the digest of the configuration; null where absent
 * @param layers in order
 */
record OllamaManifest(@Nullable String configDigest, List<Layer> layers) {
    private static final int DEPTH_MAX = 16;
    private static final int LAYERS_MAX = 1_000;
    private static final int STRING_LENGTH_MAX = 65_536;
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxStringLength(STRING_LENGTH_MAX)
                                    .build())
                    .build();

    /**
     * One layer as written.
     *
     * @param mediaType empty where absent
     * @param digest empty where absent
     * @param sizeBytes -1 where absent
     */
    record Layer(String mediaType, String digest, long sizeBytes) {
        boolean isOf(String type) {
            return mediaType.equals(type);
        }
    }

    OllamaManifest {
        layers = List.copyOf(layers);
    }

    /**
     * Reads a manifest.
     *
     * @throws BadManifest if it is not JSON of a manifest's shape
     */
    static OllamaManifest read(byte[] bytes) throws BadManifest {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            return readObject(json);
        } catch (JacksonException e) {
            throw new BadManifest(e.getOriginalMessage());
        }
    }

    /** {@return a text field of the top level of a JSON object, or null} */
    static @Nullable String topLevelText(byte[] bytes, String field) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = field.equals(json.currentName());
                if (json.nextToken() == JsonToken.VALUE_STRING && wanted) {
                    return json.getString();
                }
                json.skipChildren();
            }
            return null;
        } catch (JacksonException _) {
            return null;
        }
    }

    private static OllamaManifest readObject(JsonParser json) throws BadManifest {
        expect(json.nextToken(), JsonToken.START_OBJECT, "the manifest");
        @Nullable String configDigest = null;
        @Nullable List<Layer> layers = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            switch (name) {
                case "config" -> {
                    expect(token, JsonToken.START_OBJECT, "config");
                    configDigest = readLayer(json).digest();
                }
                case "layers" -> {
                    expect(token, JsonToken.START_ARRAY, "layers");
                    layers = readLayers(json);
                }
                default -> json.skipChildren();
            }
        }
        if (layers == null) {
            throw new BadManifest("found no layers");
        }
        return new OllamaManifest(configDigest, layers);
    }

    private static List<Layer> readLayers(JsonParser json) throws BadManifest {
        List<Layer> layers = new ArrayList<>();
        for (JsonToken token = json.nextToken();
                token != JsonToken.END_ARRAY;
                token = json.nextToken()) {
            expect(token, JsonToken.START_OBJECT, "a layer");
            if (layers.size() == LAYERS_MAX) {
                throw new BadManifest("found more than " + LAYERS_MAX + " layers");
            }
            layers.add(readLayer(json));
        }
        return layers;
    }

    private static Layer readLayer(JsonParser json) throws BadManifest {
        String mediaType = "";
        String digest = "";
        long sizeBytes = -1;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            switch (name) {
                case "mediaType" -> {
                    expect(token, JsonToken.VALUE_STRING, "mediaType");
                    mediaType = json.getString();
                }
                case "digest" -> {
                    expect(token, JsonToken.VALUE_STRING, "digest");
                    digest = json.getString();
                }
                case "size" -> {
                    expect(token, JsonToken.VALUE_NUMBER_INT, "size");
                    sizeBytes = json.getLongValue();
                }
                default -> json.skipChildren();
            }
        }
        return new Layer(mediaType, digest, sizeBytes);
    }

    private static void expect(@Nullable JsonToken found, JsonToken expected, String where)
            throws BadManifest {
        if (found != expected) {
            throw new BadManifest("%s: found %s, expected %s".formatted(where, found, expected));
        }
    }

    /** A manifest of another shape; the message says what was found and expected. */
    static final class BadManifest extends Exception {
        @Serial private static final long serialVersionUID = 1;

        BadManifest(String message) {
            super(message);
        }
    }
}
