package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelShape;
import org.nextgeneration.gpu.GpuEnvironment;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.llama.LlamaException;
import org.nextgeneration.llama.NativeDirectory;

/**
 * Where a load may run, and with which build of the library.
 *
 * @param decision which cards it may use; none where no layer goes to one, for a worker that only
 *     looks at a card already takes some of its memory
 * @param natives the build
 */
record LoadPlace(PolicyDecision decision, NativeBuild natives) {
    /** Rejects what is absent. */
    LoadPlace {
        requireNonNull(decision, "decision");
        requireNonNull(natives, "natives");
    }

    /**
     * Finds the place of a load.
     *
     * @throws EngineException {@link Kind#POLICY} if the policy forbids what the load asks for,
     *     {@link Kind#UNAVAILABLE} if there is no library
     */
    static LoadPlace of(LoadRequest request, ModelFacts facts, EmbeddedEngine.Settings settings) {
        PolicyDecision decision = settings.guard().decision();
        refusal(request, facts, decision)
                .ifPresent(
                        reason -> {
                            throw new EngineException(Kind.POLICY, reason);
                        });
        PolicyDecision usable =
                request.gpuLayers() == 0 ? decision.policy().decide(List.of()) : decision;
        return new LoadPlace(usable, find(settings, !usable.allowed().isEmpty()));
    }

    /** {@return why the policy forbids a load, if it does} Pure. */
    static Optional<String> refusal(
            LoadRequest request, ModelFacts facts, PolicyDecision decision) {
        if (!decision.anythingAllowed()) {
            return Optional.of(PolicyText.nowhere(request.name(), decision));
        }
        int layers = facts.shape().map(ModelShape::layers).orElse(0) + 1;
        int onCard = request.gpuLayers();
        boolean someStay = onCard != LoadRequest.ALL_LAYERS && onCard < layers;
        return someStay && !decision.policy().cpuAllowed()
                ? Optional.of(PolicyText.layersStay(request.name(), onCard, layers))
                : Optional.empty();
    }

    private static NativeBuild find(EmbeddedEngine.Settings settings, boolean cardAllowed) {
        List<NativeBuild> builds =
                NativeBuild.ordered(
                        settings.nativeDirectories().stream().map(NativeBuild::look).toList(),
                        cardAllowed);
        try {
            return NativeBuild.look(
                    NativeDirectory.find(
                                    settings.llamaHome(),
                                    builds.stream().map(NativeBuild::directory).toList())
                            .directory());
        } catch (LlamaException missing) {
            throw new EngineException(Kind.UNAVAILABLE, String.valueOf(missing.getMessage()));
        }
    }

    /** {@return whether a card would be used} */
    boolean onCard() {
        return natives.reachesCard() && !decision.allowed().isEmpty();
    }

    /** {@return why it could only run where the policy forbids it, if so} */
    Optional<String> dead(LoadRequest request) {
        return onCard() || decision.policy().cpuAllowed()
                ? Optional.empty()
                : Optional.of(PolicyText.noWay(request.name(), natives.directory()));
    }

    /** {@return what keeps the worker to it} */
    GpuEnvironment environment() {
        return GpuEnvironment.of(decision, natives.reach());
    }
}
