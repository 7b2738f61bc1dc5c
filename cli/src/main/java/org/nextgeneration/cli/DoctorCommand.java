package org.nextgeneration.cli;

import java.nio.file.Path;
import org.nextgeneration.cli.config.ConfigurationException;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.health.doctor.Check;
import org.nextgeneration.health.doctor.Diagnosis;
import org.nextgeneration.health.doctor.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code nextgen doctor}: looks at the machine, the models and the assistants, and says what to do
 * where something is not as it should be.
 */
@Command(name = "doctor")
final class DoctorCommand implements Action {
    @Option(names = "--quick")
    boolean quick;

    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) throws InterruptedException {
        Diagnosis diagnosis = diagnosis(session);
        DoctorReport report = new DoctorReport(session);
        if (json) {
            report.json(diagnosis, quick);
        } else {
            report.text(diagnosis);
        }
        return diagnosis.state() == Check.State.FAILED ? ExitCode.REFUSED : ExitCode.DONE;
    }

    private Diagnosis diagnosis(Session session) throws InterruptedException {
        try {
            session.configuration();
        } catch (ConfigurationException wrong) {
            Path file = wrong.problems().getFirst().file();
            return Doctor.withoutConfiguration(
                    wrong.problems().stream()
                            .map(problem -> problem.text(session.messages()))
                            .toList(),
                    file);
        }
        try (DoctorProgress progress = new DoctorProgress(session)) {
            return quick
                    ? Doctor.preflight(DoctorSubjects.of(session), progress)
                    : Doctor.examine(
                            DoctorSubjects.of(session), new DoctorTrial(session), progress);
        }
    }
}
