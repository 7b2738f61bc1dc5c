package org.nextgeneration.cli;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.engine.Engine;
import org.nextgeneration.engine.EngineException;
import org.nextgeneration.engine.LoadProgress;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.ModelStatus;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.gpu.Proof;

/** An engine whose proofs go to the audit file. */
final class AuditedEngine implements Engine {
    private final Session session;
    private final AuditTrail trail;
    private final Engine engine;

    /**
     * Wraps an engine.
     *
     * @param make makes it, given what it must tell its proofs
     */
    AuditedEngine(Session session, Function<Consumer<Proof>, Engine> make) {
        this.session = session;
        this.trail = new AuditTrail(session);
        this.engine = make.apply(trail::keep);
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public ResidentModel load(LoadRequest request, LoadProgress progress) {
        trail.warnOnce();
        try {
            return engine.load(request, progress);
        } catch (EngineException failure) {
            if (failure.kind() == EngineException.Kind.POLICY
                    && !session.gpuGuard().decision().anythingAllowed()) {
                // The same as env and exec say, in the person's language.
                throw CommandFailure.nowhere();
            }
            throw failure;
        }
    }

    @Override
    public List<ModelStatus> status() {
        return engine.status();
    }

    /** Closes the engine, which has told all its proofs then. */
    @Override
    public void close() {
        engine.close();
        trail.warnOnce();
    }
}
