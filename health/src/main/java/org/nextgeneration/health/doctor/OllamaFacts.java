package org.nextgeneration.health.doctor;

import java.util.List;
import java.util.Map;

/** What is known of an Ollama on this machine or in its network. */
sealed interface OllamaFacts {
    /** It was not asked, as a quick check asks nobody. */
    record NotAsked() implements OllamaFacts {}

    /** {@code $OLLAMA_HOST} cannot be understood. */
    record BadAddress(String value) implements OllamaFacts {}

    /** It was not asked, because it is not on this machine or its network, or nowhere. */
    record OutOfReach(OllamaAddress address, OllamaAddress.Reach reach) implements OllamaFacts {}

    /** Nobody answers there. */
    record Absent(OllamaAddress address) implements OllamaFacts {}

    /** Somebody answers, but not as Ollama does. */
    record Strange(OllamaAddress address, Text what) implements OllamaFacts {}

    /**
     * It answers.
     *
     * @param address where
     * @param here whether that is this machine
     * @param version as it says
     * @param loaded models in memory
     * @param oneLayer models whose {@code num_gpu} keeps them off the card
     * @param modelsUnseen models that were not asked about, because there are so many
     * @param processes its processes on this machine
     */
    record Running(
            OllamaAddress address,
            boolean here,
            String version,
            List<LoadedModel> loaded,
            List<FewLayers> oneLayer,
            int modelsUnseen,
            List<ServerProcess> processes)
            implements OllamaFacts {
        /** Copies the lists. */
        public Running {
            loaded = List.copyOf(loaded);
            oneLayer = List.copyOf(oneLayer);
            processes = List.copyOf(processes);
        }
    }

    /** A model in memory, and how much of it is on a card. */
    record LoadedModel(String name, long sizeBytes, long cardBytes) {}

    /** A model that is told to put so many of its layers on a card. */
    record FewLayers(String name, long layers) {}

    /**
     * A process of its.
     *
     * @param pid the process
     * @param name of its program
     * @param environment its variables, as far as we may see them
     */
    record ServerProcess(long pid, String name, Environment environment) {}

    /** A process's variables. */
    sealed interface Environment {
        /** They are these. */
        record Seen(Map<String, String> variables) implements Environment {
            /** Copies the map. */
            public Seen {
                variables = Map.copyOf(variables);
            }
        }

        /** This system does not show them, or not to us. */
        record Hidden() implements Environment {}
    }
}
