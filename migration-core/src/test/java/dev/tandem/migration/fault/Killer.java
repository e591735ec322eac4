package dev.tandem.migration.fault;

import java.util.concurrent.CompletableFuture;

/** Kills a process and, if a request is at hand then, does not hand it on. */
final class Killer implements FaultProxy.Fault {
    private final CompletableFuture<Process> victim = new CompletableFuture<>();
    private volatile boolean struck;

    void strikes(Process process) {
        victim.complete(process);
    }

    boolean hasStruck() {
        return struck;
    }

    @Override
    public FaultProxy.Fate strike(FaultProxy.Place place) throws InterruptedException {
        Process process = victim.join();
        struck = true;
        process.destroyForcibly().waitFor();
        return place == FaultProxy.Place.BEFORE_REQUEST ? FaultProxy.Fate.CUT : FaultProxy.Fate.GO_ON;
    }
}
