<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Algebra</name>
    <message>
        <source>{values} in {equation}</source>
        <translation>{values} in {equation}</translation>
    </message>
    <message>
        <source>{what}: holds</source>
        <translation>{what}: stimmt</translation>
    </message>
    <message>
        <source>{what}: holds approximately</source>
        <translation>{what}: stimmt näherungsweise</translation>
    </message>
    <message>
        <source>{what}: fails by {residual}</source>
        <translation>{what}: stimmt nicht, Rest {residual}</translation>
    </message>
    <message>
        <source>{what}: not defined</source>
        <translation>{what}: nicht definiert</translation>
    </message>
    <message>
        <source>{what}: could not be checked</source>
        <translation>{what}: nicht prüfbar</translation>
    </message>
</context>
<context>
    <name>AlgebraView</name>
    <message>
        <source>Algebra</source>
        <translation>Algebra</translation>
    </message>
    <message>
        <source>Understood as</source>
        <translation>Verstanden als</translation>
    </message>
    <message>
        <source>Understood as {formula}</source>
        <translation>Verstanden als {formula}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weitere</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>Waiting for the model</source>
        <translation>Wartet auf das Modell</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Computed by algebra</source>
        <translation>Mit Algebra berechnet</translation>
    </message>
    <message>
        <source>A clear vote</source>
        <translation>Eine klare Abstimmung</translation>
    </message>
    <message>
        <source>No other answer</source>
        <translation>Keine andere Antwort</translation>
    </message>
    <message>
        <source>A close vote</source>
        <translation>Eine knappe Abstimmung</translation>
    </message>
    <message>
        <source>Both ways agree</source>
        <translation>Beide Wege stimmen überein</translation>
    </message>
    <message>
        <source>The two ways differ</source>
        <translation>Die beiden Wege weichen ab</translation>
    </message>
    <message>
        <source>One way only</source>
        <translation>Nur ein Weg</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>Edited: run it</source>
        <translation>Geändert: ausführen</translation>
    </message>
    <message>
        <source>The program was changed after this. Run it to see what it prints now.</source>
        <translation>Das Programm wurde danach geändert. Führen Sie es aus, um zu sehen, was es jetzt ausgibt.</translation>
    </message>
    <message>
        <source>You stopped before this was checked.</source>
        <translation>Angehalten, bevor dies geprüft wurde.</translation>
    </message>
    <message>
        <source>You stopped before there was an answer.</source>
        <translation>Angehalten, bevor es eine Antwort gab.</translation>
    </message>
    <message>
        <source>More answers are being written and compared.</source>
        <translation>Weitere Antworten werden geschrieben und verglichen.</translation>
    </message>
    <message>
        <source>Computed by algebra.</source>
        <translation>Mit Algebra berechnet.</translation>
    </message>
    <message>
        <source>Computed by algebra, and put back: it holds.</source>
        <translation>Mit Algebra berechnet und eingesetzt: Es stimmt.</translation>
    </message>
    <message>
        <source>Computed by algebra, and checked in another way.</source>
        <translation>Mit Algebra berechnet und auf anderem Weg geprüft.</translation>
    </message>
    <message>
        <source>The explanation comes to the same answer.</source>
        <translation>Die Erklärung kommt zum selben Ergebnis.</translation>
    </message>
    <message>
        <source>The explanation comes to another answer: do not trust it.</source>
        <translation>Die Erklärung kommt zu einem anderen Ergebnis: Trauen Sie ihr nicht.</translation>
    </message>
    <message>
        <source>Put back into the equations it fails: check it yourself.</source>
        <translation>In die Gleichungen eingesetzt stimmt es nicht: Prüfen Sie es selbst.</translation>
    </message>
    <message>
        <source>Put back into the equations it holds within its rounding.</source>
        <translation>In die Gleichungen eingesetzt stimmt es im Rahmen der Rundung.</translation>
    </message>
    <message>
        <source>Put back into the equations it holds.</source>
        <translation>In die Gleichungen eingesetzt stimmt es.</translation>
    </message>
    <message>
        <source>Put back into the program&apos;s own equations it holds within its rounding.</source>
        <translation>In die Gleichungen des Programms selbst eingesetzt stimmt es im Rahmen der Rundung.</translation>
    </message>
    <message>
        <source>Put back into the program&apos;s own equations it holds.</source>
        <translation>In die Gleichungen des Programms selbst eingesetzt stimmt es.</translation>
    </message>
    <message>
        <source>A program computed it, and a line of reasoning came to the same answer.</source>
        <translation>Ein Programm hat es berechnet, und ein Lösungsweg in Worten kam zur selben Antwort.</translation>
    </message>
    <message>
        <source>The program and the reasoning come to different answers: check them yourself.</source>
        <translation>Programm und Lösungsweg kommen zu verschiedenen Antworten: Bitte selbst nachprüfen.</translation>
    </message>
    <message>
        <source>The model did not come to an end. Allow it a longer text in the settings.</source>
        <translation>Das Modell kam nicht zum Ende. In den Einstellungen lässt sich ein längerer Text erlauben.</translation>
    </message>
    <message>
        <source>No answer could be read from what the model wrote.</source>
        <translation>Aus dem, was das Modell geschrieben hat, ließ sich keine Antwort lesen.</translation>
    </message>
    <message>
        <source>Two texts of the same kind come to different answers: check them yourself.</source>
        <translation>Zwei Texte derselben Art kommen zu verschiedenen Antworten: Bitte selbst nachprüfen.</translation>
    </message>
    <message>
        <source>Two programs agree. No reasoning was compared with them.</source>
        <translation>Zwei Programme stimmen überein. Mit einem Lösungsweg in Worten wurden sie nicht verglichen.</translation>
    </message>
    <message>
        <source>Two lines of reasoning agree. Nothing was computed.</source>
        <translation>Zwei Lösungswege in Worten stimmen überein. Berechnet wurde nichts.</translation>
    </message>
    <message>
        <source>Reasoning and small programs in turn came to it. Nothing else was compared.</source>
        <translation>Überlegung und kleine Programme im Wechsel sind dazu gekommen. Mit nichts sonst wurde verglichen.</translation>
    </message>
    <message>
        <source>A program computed it. Nothing else was compared with it.</source>
        <translation>Ein Programm hat es berechnet. Es wurde mit nichts verglichen.</translation>
    </message>
    <message>
        <source>A program computed it. The reasoning came to no answer to compare with.</source>
        <translation>Ein Programm hat es berechnet. Der Lösungsweg kam zu keiner Antwort zum Vergleichen.</translation>
    </message>
    <message>
        <source>It comes from the reasoning alone. Nothing was computed.</source>
        <translation>Sie stammt allein aus dem Lösungsweg. Es wurde nichts berechnet.</translation>
    </message>
    <message>
        <source>It comes from the reasoning alone: the program gave no answer.</source>
        <translation>Sie stammt allein aus dem Lösungsweg: Das Programm gab keine Antwort.</translation>
    </message>
    <message>
        <source>Programs and reasoning came to it again and again: the lead is safe.</source>
        <translation>Programme und Überlegungen sind immer wieder dazu gekommen: Der Vorsprung ist sicher.</translation>
    </message>
    <message>
        <source>Most answers say so, but only by one of the two ways: check it yourself.</source>
        <translation>Die meisten Antworten sagen es so, aber nur auf einem der beiden Wege: Prüfen Sie selbst nach.</translation>
    </message>
    <message>
        <source>Too few answers could be read to be safe: check it yourself.</source>
        <translation>Es konnten zu wenige Antworten gelesen werden, um sicher zu sein: Prüfen Sie selbst nach.</translation>
    </message>
    <message>
        <source>The answers are divided. This one leads, but not safely: check it yourself.</source>
        <translation>Die Antworten sind geteilt. Diese führt, aber nicht sicher: Prüfen Sie selbst nach.</translation>
    </message>
    <message>
        <source>Right {times} times in 100</source>
        <translation>In {times} von 100 Fällen richtig</translation>
    </message>
    <message>
        <source>Measured with this model: of {count} answers to practice problems that were found and checked in this way, {right} were right.</source>
        <translation>Mit diesem Modell gemessen: Von {count} Antworten auf Übungsaufgaben, die so gefunden und geprüft wurden, waren {right} richtig.</translation>
    </message>
    <message>
        <source>{right} of {count} were right</source>
        <translation>{right} von {count} waren richtig</translation>
    </message>
    <message>
        <source>These are few: take it as a hint.</source>
        <translation>Das sind wenige: Nehmen Sie es als Hinweis.</translation>
    </message>
    <message>
        <source>You edited the program.</source>
        <translation>Das Programm wurde geändert.</translation>
    </message>
    <message>
        <source>It did not run to its end, so there is no answer from it.</source>
        <translation>Es lief nicht bis zum Ende, daher gibt es keine Antwort von ihm.</translation>
    </message>
    <message>
        <source>It printed nothing that reads as an answer.</source>
        <translation>Es gab nichts aus, was sich als Antwort lesen lässt.</translation>
    </message>
    <message>
        <source>What it prints now agrees with the reasoning.</source>
        <translation>Seine Ausgabe stimmt jetzt mit dem Lösungsweg überein.</translation>
    </message>
    <message>
        <source>What it prints now differs from the reasoning.</source>
        <translation>Seine Ausgabe weicht jetzt vom Lösungsweg ab.</translation>
    </message>
    <message>
        <source>This is what it prints now. Nothing else was compared with it.</source>
        <translation>Das ist seine Ausgabe jetzt. Sie wurde mit nichts verglichen.</translation>
    </message>
    <message>
        <source>The model is being loaded. Your problem is next.</source>
        <translation>Das Modell wird geladen. Danach ist die Aufgabe an der Reihe.</translation>
    </message>
    <message>
        <source>The program says so. The reasoning is being written to compare.</source>
        <translation>So sagt es das Programm. Der Lösungsweg zum Vergleich entsteht gerade.</translation>
    </message>
    <message>
        <source>The program gave no answer. The reasoning is being written.</source>
        <translation>Das Programm gab keine Antwort. Der Lösungsweg entsteht gerade.</translation>
    </message>
    <message>
        <source>The program is running in the sandbox.</source>
        <translation>Das Programm läuft in der Sandbox.</translation>
    </message>
    <message>
        <source>A program and a line of reasoning are being written.</source>
        <translation>Ein Programm und ein Lösungsweg entstehen gerade.</translation>
    </message>
    <message>
        <source>A program is being written.</source>
        <translation>Ein Programm entsteht gerade.</translation>
    </message>
    <message>
        <source>The reasoning is being written.</source>
        <translation>Der Lösungsweg entsteht gerade.</translation>
    </message>
    <message>
        <source>The problem is being read.</source>
        <translation>Die Aufgabe wird gelesen.</translation>
    </message>
    <message>
        <source>Algebra</source>
        <translation>Algebra</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Lösungsweg</translation>
    </message>
</context>
<context>
    <name>AnswerCard</name>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>Antwort kopieren</translation>
    </message>
    <message>
        <source>Another try</source>
        <translation>Noch ein Versuch</translation>
    </message>
    <message>
        <source>Solve it again with other random choices</source>
        <translation>Mit anderen Zufallszahlen noch einmal lösen</translation>
    </message>
    <message>
        <source>Try harder</source>
        <translation>Gründlicher versuchen</translation>
    </message>
    <message>
        <source>Compare many answers and take the one most agree on</source>
        <translation>Viele Antworten vergleichen und die nehmen, in der die meisten übereinstimmen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Save or print this solution</source>
        <translation>Diese Lösung speichern oder drucken</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>Erklären</translation>
    </message>
    <message>
        <source>Let the model explain this answer</source>
        <translation>Das Modell diese Antwort erklären lassen</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>Als Datei speichern…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>Answer: {text}.</source>
        <translation>Antwort: {text}.</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n Token</numerusform>
            <numerusform>%n Token</numerusform>
        </translation>
    </message>
    <message>
        <source>try {number}</source>
        <translation>Versuch {number}</translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message>
        <source>Solve a file</source>
        <translation>Datei lösen</translation>
    </message>
    <message>
        <source>Table (CSV), JSON Lines, or text with one problem a line</source>
        <translation>Tabelle (CSV), JSON Lines oder Text mit einer Aufgabe je Zeile</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen…</translation>
    </message>
    <message>
        <source>Choose the file of problems</source>
        <translation>Die Datei mit den Aufgaben auswählen</translation>
    </message>
    <message>
        <source>Problems solved</source>
        <translation>Gelöste Aufgaben</translation>
    </message>
    <message>
        <source>Solve</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Open the results</source>
        <translation>Ergebnisse öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Every problem of the file is solved, and each result is written at once. If it is stopped, it goes on from there the next time.</source>
        <translation>Jede Aufgabe der Datei wird gelöst und jedes Ergebnis sofort geschrieben. Wird angehalten, geht es beim nächsten Mal von dort weiter.</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Aufgaben</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>Das Modell wird geladen</translation>
    </message>
    <message>
        <source>File of problems</source>
        <translation>Datei mit Aufgaben</translation>
    </message>
    <message>
        <source>Problems ({kinds})</source>
        <translation>Aufgaben ({kinds})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>{id}: {answer}</source>
        <translation>{id}: {answer}</translation>
    </message>
    <message>
        <source>{done} of {total} solved</source>
        <translation>{done} von {total} gelöst</translation>
    </message>
    <message>
        <source>{progress}, {time} left</source>
        <translation>{progress}, noch {time}</translation>
    </message>
    <message>
        <source>{answered} of {total} problems have an answer.</source>
        <translation>{answered} von {total} Aufgaben haben eine Antwort.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Stopped. What is solved is written; the rest follows when you go on.</source>
        <translation>Angehalten. Was gelöst ist, ist geschrieben; der Rest folgt, wenn Sie weitermachen.</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>Choices</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Add a choice</source>
        <translation>Auswahl hinzufügen</translation>
    </message>
    <message>
        <source>Choice, empty</source>
        <translation>Auswahl, leer</translation>
    </message>
    <message>
        <source>Remove this empty choice</source>
        <translation>Diese leere Auswahl entfernen</translation>
    </message>
    <message>
        <source>Choice {letter}</source>
        <translation>Auswahl {letter}</translation>
    </message>
    <message>
        <source>Remove choice {letter}</source>
        <translation>Auswahl {letter} entfernen</translation>
    </message>
</context>
<context>
    <name>CodeEditor</name>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Error in line {line}: {message}</source>
        <translation>Fehler in Zeile {line}: {message}</translation>
    </message>
    <message>
        <source>Shift+Return runs the program. While you type, Tab indents; press Escape, then Tab, to leave.</source>
        <translation>Umschalt+Eingabe führt das Programm aus. Beim Schreiben rückt Tab ein; mit Escape und dann Tab geht es hinaus.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Solve the problem</source>
        <translation>Aufgabe lösen</translation>
    </message>
    <message>
        <source>Stop solving</source>
        <translation>Lösen anhalten</translation>
    </message>
    <message>
        <source>Another try at the same problem</source>
        <translation>Noch ein Versuch an derselben Aufgabe</translation>
    </message>
    <message>
        <source>New problem</source>
        <translation>Neue Aufgabe</translation>
    </message>
    <message>
        <source>Open a text file</source>
        <translation>Textdatei öffnen</translation>
    </message>
    <message>
        <source>Solve a file of problems</source>
        <translation>Eine Datei mit Aufgaben lösen</translation>
    </message>
    <message>
        <source>Show or hide the keypad</source>
        <translation>Tastenfeld zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Run the program again</source>
        <translation>Programm noch einmal ausführen</translation>
    </message>
    <message>
        <source>Save the solution as a file</source>
        <translation>Die Lösung als Datei speichern</translation>
    </message>
    <message>
        <source>Print the solution</source>
        <translation>Die Lösung drucken</translation>
    </message>
    <message>
        <source>Go to the problem</source>
        <translation>Zur Aufgabe</translation>
    </message>
    <message>
        <source>Go to the answer</source>
        <translation>Zur Antwort</translation>
    </message>
    <message>
        <source>Go to the reasoning</source>
        <translation>Zum Lösungsweg</translation>
    </message>
    <message>
        <source>Go to the program</source>
        <translation>Zum Programm</translation>
    </message>
    <message>
        <source>Show or hide earlier problems</source>
        <translation>Frühere Aufgaben zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Check my work</source>
        <translation>Meine Rechnung prüfen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Keyboard and help</source>
        <translation>Tastatur und Hilfe</translation>
    </message>
    <message>
        <source>Close Steppe</source>
        <translation>Steppe beenden</translation>
    </message>
    <message>
        <source>Earlier problems, in the problem&apos;s first line</source>
        <translation>Frühere Aufgaben, in der ersten Zeile der Aufgabe</translation>
    </message>
    <message>
        <source>Go on to the next part of the window</source>
        <translation>Weiter zum nächsten Teil des Fensters</translation>
    </message>
    <message>
        <source>Run the program, inside it</source>
        <translation>Programm ausführen, im Programm selbst</translation>
    </message>
</context>
<context>
    <name>Conductor</name>
    <message>
        <source>Solving</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Read from {name}.</source>
        <translation>Aus {name} gelesen.</translation>
    </message>
</context>
<context>
    <name>ConvertDialog</name>
    <message>
        <source>Convert a checkpoint</source>
        <translation>Checkpoint umwandeln</translation>
    </message>
    <message>
        <source>Folder of the checkpoint</source>
        <translation>Ordner des Checkpoints</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen…</translation>
    </message>
    <message>
        <source>Convert</source>
        <translation>Umwandeln</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>What was made</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>small and good (recommended)</source>
        <translation>klein und gut (empfohlen)</translation>
    </message>
    <message>
        <source>a little larger, a little closer</source>
        <translation>etwas größer, etwas genauer</translation>
    </message>
    <message>
        <source>larger, closer</source>
        <translation>größer, genauer</translation>
    </message>
    <message>
        <source>large, nearly the original</source>
        <translation>groß, fast das Original</translation>
    </message>
    <message>
        <source>not quantized, very large</source>
        <translation>nicht quantisiert, sehr groß</translation>
    </message>
    <message>
        <source>A fine-tuned model as its authors publish it becomes one file that Steppe can run. It is checked, put among the models here, and also kept beside the checkpoint.</source>
        <translation>Aus einem feinabgestimmten Modell, wie es veröffentlicht wird, entsteht eine Datei, die Steppe ausführen kann. Sie wird geprüft, zu den Modellen hier gelegt und bleibt auch neben dem Checkpoint liegen.</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>The model is ready.</source>
        <translation>Das Modell ist bereit.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>{name} as {type}: {size}</source>
        <translation>{name} als {type}: {size}</translation>
    </message>
    <message>
        <source>, {percent} % of the checkpoint</source>
        <translation>, {percent} % des Checkpoints</translation>
    </message>
    <message>
        <source>Largest relative error: {error} in {tensor}</source>
        <translation>Größter relativer Fehler: {error} in {tensor}</translation>
    </message>
    <message>
        <source>File: {path}</source>
        <translation>Datei: {path}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Paused. The same conversion goes on from here.</source>
        <translation>Pausiert. Dieselbe Umwandlung geht von hier aus weiter.</translation>
    </message>
</context>
<context>
    <name>DerivationEditor</name>
    <message>
        <source>Your steps, one on each line</source>
        <translation>Ihre Schritte, einer je Zeile</translation>
    </message>
</context>
<context>
    <name>Doors</name>
    <message>
        <source>The language changes when Steppe is started the next time: a model is being fetched.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Steppe: Gerade wird ein Modell geholt.</translation>
    </message>
    <message>
        <source>All right</source>
        <translation>In Ordnung</translation>
    </message>
</context>
<context>
    <name>EntryPanel</name>
    <message>
        <source>Keypad</source>
        <translation>Tastenfeld</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Solve</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Type a problem, in words or as a formula: x^2 = 2</source>
        <translation>Schreiben Sie eine Aufgabe, in Worten oder als Formel: x^2 = 2</translation>
    </message>
    <message>
        <source>Open a problem</source>
        <translation>Aufgabe öffnen</translation>
    </message>
    <message>
        <source>Text (*.txt *.md *.tex);;All files (*)</source>
        <translation>Text (*.txt *.md *.tex);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>A picture cannot be read.</source>
        <translation>Ein Bild kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Type the problem instead.</source>
        <translation>Die Aufgabe bitte eintippen.</translation>
    </message>
</context>
<context>
    <name>ExamClock</name>
    <message>
        <source>Time left</source>
        <translation>Verbleibende Zeit</translation>
    </message>
    <message>
        <source>{minutes} minutes left</source>
        <translation>Noch {minutes} Minuten</translation>
    </message>
    <message>
        <source>(window left: {count})</source>
        <translation>(Fenster verlassen: {count})</translation>
    </message>
</context>
<context>
    <name>ExampleCard</name>
    <message>
        <source>Try: {problem}</source>
        <translation>Ausprobieren: {problem}</translation>
    </message>
</context>
<context>
    <name>Examples</name>
    <message>
        <source>A story</source>
        <translation>Eine Geschichte</translation>
    </message>
    <message>
        <source>A bakery sells 3 rolls for $2. It baked 162, threw 12 away and sold the rest. What did it take?</source>
        <translation>Eine Bäckerei verkauft 3 Brötchen für 2 €. Sie hat 162 gebacken, 12 weggeworfen und den Rest verkauft. Wie viel hat sie eingenommen?</translation>
    </message>
    <message>
        <source>An equation</source>
        <translation>Eine Gleichung</translation>
    </message>
    <message>
        <source>Solve $x^2 - 5x + 6 = 0$ for $x$.</source>
        <translation>Löse $x^2 - 5x + 6 = 0$ nach $x$ auf.</translation>
    </message>
    <message>
        <source>A curve</source>
        <translation>Eine Kurve</translation>
    </message>
    <message>
        <source>Where does the parabola $y = x^2 - 4x + 1$ have its lowest point?</source>
        <translation>Wo hat die Parabel $y = x^2 - 4x + 1$ ihren tiefsten Punkt?</translation>
    </message>
    <message>
        <source>An integral</source>
        <translation>Ein Integral</translation>
    </message>
    <message>
        <source>What is $\int_0^{\pi} x \sin(x) \, dx$?</source>
        <translation>Was ist $\int_0^{\pi} x \sin(x) \, dx$?</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>Zufall</translation>
    </message>
    <message>
        <source>Two fair dice are thrown. How likely is it that their sum is at least 10?</source>
        <translation>Zwei faire Würfel werden geworfen. Wie wahrscheinlich ist eine Summe von mindestens 10?</translation>
    </message>
    <message>
        <source>Two unknowns</source>
        <translation>Zwei Unbekannte</translation>
    </message>
    <message>
        <source>A train has 14 coaches with 4 or 6 axles each, 68 axles in all. How many have 6 axles?</source>
        <translation>Ein Zug hat 14 Wagen mit je 4 oder 6 Achsen, zusammen 68 Achsen. Wie viele haben 6 Achsen?</translation>
    </message>
    <message>
        <source>Geometry</source>
        <translation>Geometrie</translation>
    </message>
    <message>
        <source>A ladder of 6.5 m leans on a wall, its foot 2.5 m away from it. How high does it reach?</source>
        <translation>Eine 6,5 m lange Leiter lehnt an einer Wand, ihr Fuß steht 2,5 m davon entfernt. Wie hoch reicht sie?</translation>
    </message>
    <message>
        <source>With choices</source>
        <translation>Mit Auswahl</translation>
    </message>
    <message>
        <source>Which of these numbers is divisible by 9?</source>
        <translation>Welche dieser Zahlen ist durch 9 teilbar?</translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Printing…</source>
        <translation>Wird gedruckt…</translation>
    </message>
    <message>
        <source>Writing {name}…</source>
        <translation>{name} wird geschrieben…</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Gespeichert als {name}.</translation>
    </message>
    <message>
        <source>Printed.</source>
        <translation>Gedruckt.</translation>
    </message>
    <message>
        <source>The printer does not answer.</source>
        <translation>Der Drucker antwortet nicht.</translation>
    </message>
    <message>
        <source>en</source>
        <comment>the tag of this language: de, zh</comment>
        <translation>de</translation>
    </message>
</context>
<context>
    <name>FirstStartPage</name>
    <message>
        <source>I have the file on a stick…</source>
        <translation>Die Datei ist auf einem Stick…</translation>
    </message>
    <message>
        <source>Other models…</source>
        <translation>Andere Modelle…</translation>
    </message>
    <message>
        <source>Solve formulas now</source>
        <translation>Jetzt Formeln lösen</translation>
    </message>
    <message>
        <source>Check my work</source>
        <translation>Meine Rechnung prüfen</translation>
    </message>
    <message>
        <source>One thing is missing: a model</source>
        <translation>Eins fehlt noch: ein Modell</translation>
    </message>
    <message>
        <source>A model is the part that reads a problem and writes the solution. It is fetched once from a public library of models on the internet or, where that is blocked, from the package index that this machine uses. After that Steppe needs no internet, and no problem leaves this machine.</source>
        <translation>Ein Modell ist der Teil, der eine Aufgabe liest und die Lösung schreibt. Es wird einmal aus einer öffentlichen Modellsammlung im Internet geholt oder, wo diese gesperrt ist, aus dem Paketverzeichnis, das dieser Rechner nutzt. Danach braucht Steppe kein Internet, und keine Aufgabe verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Welcome to Steppe</source>
        <translation>Willkommen bei Steppe</translation>
    </message>
    <message>
        <source>It solves maths problems step by step, twice, and compares the answers.</source>
        <translation>Es löst Matheaufgaben Schritt für Schritt, und zwar doppelt, und vergleicht die Antworten.</translation>
    </message>
    <message>
        <source>Algebra works already, without a model: equations, derivatives, integrals, and your own work.</source>
        <translation>Algebra geht schon, ohne Modell: Gleichungen, Ableitungen, Integrale und Ihre eigene Rechnung.</translation>
    </message>
    <message>
        <source>{free} free on this disk</source>
        <translation>{free} frei auf diesem Datenträger</translation>
    </message>
    <message>
        <source>Resume the download at {percent} %</source>
        <translation>Download bei {percent} % fortsetzen</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>{size} herunterladen</translation>
    </message>
    <message>
        <source>The disk has {free} free, and {size} are needed. Make room first.</source>
        <translation>Auf dem Datenträger sind {free} frei, gebraucht werden {size}. Bitte zuerst Platz schaffen.</translation>
    </message>
    <message>
        <source>Import a model file</source>
        <translation>Modelldatei importieren</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>Modelldateien (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The model is ready.</source>
        <translation>Das Modell ist bereit.</translation>
    </message>
    <message>
        <source>The model could not be fetched: the internet is out of reach from here, or it is blocked. What has arrived is kept. Try again later, or bring the model file on a stick.</source>
        <translation>Das Modell konnte nicht geholt werden: Das Internet ist von hier aus nicht erreichbar oder gesperrt. Was schon da ist, bleibt erhalten. Später noch einmal versuchen oder die Modelldatei auf einem Stick mitbringen.</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>Datei importieren…</translation>
    </message>
</context>
<context>
    <name>FormulaDocument</name>
    <message>
        <source>Step {number}: {words}</source>
        <translation>Schritt {number}: {words}</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>How it works</source>
        <translation>So funktioniert es</translation>
    </message>
    <message>
        <source>Type a problem in your own words and press Solve. Formulas may be written in LaTeX.</source>
        <translation>Eine Aufgabe in eigenen Worten eintippen und auf „Lösen“ drücken. Formeln dürfen in LaTeX stehen.</translation>
    </message>
    <message>
        <source>Steppe writes a program and a line of reasoning, runs the program in a closed box on this computer, and compares the two answers.</source>
        <translation>Steppe schreibt ein Programm und einen Lösungsweg, führt das Programm in einem abgeschlossenen Bereich auf diesem Computer aus und vergleicht beide Antworten.</translation>
    </message>
    <message>
        <source>Nothing leaves this computer, unless you choose a model on a server: then what you solve is sent there, and the line at the foot of the window says so.</source>
        <translation>Nichts verlässt diesen Computer, außer Sie wählen ein Modell auf einem Server: Dann wird dorthin gesendet, was Sie lösen, und die Zeile am unteren Rand des Fensters sagt es.</translation>
    </message>
    <message>
        <source>You may change the program and run it again: the answer follows.</source>
        <translation>Das Programm darf geändert und noch einmal ausgeführt werden: Die Antwort folgt.</translation>
    </message>
    <message>
        <source>How far to trust an answer</source>
        <translation>Wie weit einer Antwort zu trauen ist</translation>
    </message>
    <message>
        <source>Both ways agree</source>
        <translation>Beide Wege stimmen überein</translation>
    </message>
    <message>
        <source>The program and the reasoning came to the same answer. Most such answers are right.</source>
        <translation>Programm und Lösungsweg kamen zur selben Antwort. Die meisten solchen Antworten stimmen.</translation>
    </message>
    <message>
        <source>The two ways differ</source>
        <translation>Die beiden Wege weichen ab</translation>
    </message>
    <message>
        <source>At least one is wrong. Look at both.</source>
        <translation>Mindestens einer ist falsch. Beide ansehen.</translation>
    </message>
    <message>
        <source>A clear vote</source>
        <translation>Eine klare Abstimmung</translation>
    </message>
    <message>
        <source>More answers were compared, and programs and reasoning say the same again and again.</source>
        <translation>Weitere Antworten wurden verglichen, und Programme und Überlegungen sagen immer wieder dasselbe.</translation>
    </message>
    <message>
        <source>A close vote</source>
        <translation>Eine knappe Abstimmung</translation>
    </message>
    <message>
        <source>More answers were compared, and they are divided. Look at the tally.</source>
        <translation>Weitere Antworten wurden verglichen, und sie sind geteilt. Sehen Sie sich die Auszählung an.</translation>
    </message>
    <message>
        <source>One way only</source>
        <translation>Nur ein Weg</translation>
    </message>
    <message>
        <source>There was nothing to compare the answer with.</source>
        <translation>Es gab nichts, womit sich die Antwort vergleichen ließ.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Steppe {version}. It never looks for a newer one by itself: updates come as new packages.</source>
        <translation>Steppe {version}. Das Programm sucht nie von selbst nach einer neueren Fassung: Aktualisierungen kommen als neue Pakete.</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Search what was solved</source>
        <translation>Gelöstes durchsuchen</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Verlauf durchsuchen</translation>
    </message>
    <message>
        <source>Only favourites</source>
        <translation>Nur Favoriten</translation>
    </message>
    <message>
        <source>Solved problems</source>
        <translation>Gelöste Aufgaben</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Tags and note…</source>
        <translation>Schlagwörter und Notiz…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Export with solutions…</source>
        <translation>Mit Lösungswegen exportieren…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Delete “{problem}” for good?</source>
        <translation>„{problem}“ endgültig löschen?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Worksheet</source>
        <translation>Arbeitsblatt</translation>
    </message>
    <message>
        <source>Nothing is kept: the history is switched off.</source>
        <translation>Nichts wird aufbewahrt: Der Verlauf ist ausgeschaltet.</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>Nothing here yet. Every problem that is solved will be listed here, on this machine only.</source>
        <translation>Noch nichts da. Jede gelöste Aufgabe steht später hier, nur auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Export as a worksheet…</source>
        <translation>Als Arbeitsblatt exportieren…</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>divided by</source>
        <translation>geteilt durch</translation>
    </message>
    <message>
        <source>times</source>
        <translation>mal</translation>
    </message>
    <message>
        <source>minus</source>
        <translation>minus</translation>
    </message>
    <message>
        <source>plus</source>
        <translation>plus</translation>
    </message>
    <message>
        <source>equals</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>point</source>
        <translation>Komma</translation>
    </message>
    <message>
        <source>fraction</source>
        <translation>Bruch</translation>
    </message>
    <message>
        <source>square root</source>
        <translation>Quadratwurzel</translation>
    </message>
    <message>
        <source>squared</source>
        <translation>zum Quadrat</translation>
    </message>
    <message>
        <source>to the power of</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>open bracket</source>
        <translation>Klammer auf</translation>
    </message>
    <message>
        <source>close bracket</source>
        <translation>Klammer zu</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>delete to the left</source>
        <translation>nach links löschen</translation>
    </message>
    <message>
        <source>integral</source>
        <translation>Integral</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>Grenzwert</translation>
    </message>
    <message>
        <source>derivative</source>
        <translation>Ableitung</translation>
    </message>
    <message>
        <source>pi</source>
        <translation>Pi</translation>
    </message>
    <message>
        <source>infinity</source>
        <translation>unendlich</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>Grad</translation>
    </message>
    <message>
        <source>sine</source>
        <translation>Sinus</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>Kosinus</translation>
    </message>
    <message>
        <source>tangent</source>
        <translation>Tangens</translation>
    </message>
    <message>
        <source>natural logarithm</source>
        <translation>natürlicher Logarithmus</translation>
    </message>
    <message>
        <source>logarithm to a base</source>
        <translation>Logarithmus zu einer Basis</translation>
    </message>
    <message>
        <source>e to the power of</source>
        <translation>e hoch</translation>
    </message>
    <message>
        <source>factorial</source>
        <translation>Fakultät</translation>
    </message>
    <message>
        <source>absolute value</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>less than</source>
        <translation>kleiner als</translation>
    </message>
    <message>
        <source>greater than</source>
        <translation>größer als</translation>
    </message>
    <message>
        <source>less than or equal to</source>
        <translation>kleiner oder gleich</translation>
    </message>
    <message>
        <source>greater than or equal to</source>
        <translation>größer oder gleich</translation>
    </message>
    <message>
        <source>not equal to</source>
        <translation>ungleich</translation>
    </message>
    <message>
        <source>percent</source>
        <translation>Prozent</translation>
    </message>
    <message>
        <source>formula</source>
        <translation>Formel</translation>
    </message>
    <message>
        <source>matrix</source>
        <translation>Matrix</translation>
    </message>
</context>
<context>
    <name>KioskBar</name>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Neu beginnen</translation>
    </message>
</context>
<context>
    <name>KioskPlace</name>
    <message>
        <source>No model is installed. Please tell whoever looks after this machine.</source>
        <translation>Es ist kein Modell installiert. Bitte sagen Sie es denen, die dieses Gerät betreuen.</translation>
    </message>
    <message>
        <source>Something in Steppe itself went wrong. You can go on.</source>
        <translation>In Steppe selbst ist etwas schiefgegangen. Sie können weitermachen.</translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>The time is over.</source>
        <translation>Die Zeit ist um.</translation>
    </message>
</context>
<context>
    <name>MathsView</name>
    <message>
        <source>Solution</source>
        <translation>Lösung</translation>
    </message>
    <message>
        <source>Step {number} is wrong. {note}</source>
        <translation>Schritt {number} ist falsch. {note}</translation>
    </message>
</context>
<context>
    <name>ModePicker</name>
    <message>
        <source>Way of solving</source>
        <translation>Art des Lösens</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>Noch kein Modell</translation>
    </message>
    <message>
        <source>More models…</source>
        <translation>Weitere Modelle…</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Use</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Check file</source>
        <translation>Datei prüfen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove now</source>
        <translation>Jetzt entfernen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Resume at {percent} %</source>
        <translation>Bei {percent} % fortsetzen</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>Neu herunterladen</translation>
    </message>
    <message>
        <source>It cannot be downloaded; import a file.</source>
        <translation>Es lässt sich nicht herunterladen; bitte eine Datei importieren.</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Gebrauch</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>empfohlen</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>installiert</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>passt</translation>
    </message>
    <message>
        <source>fits with shorter texts</source>
        <translation>passt mit kürzeren Texten</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>zu groß</translation>
    </message>
    <message>
        <source>Remove this model from the machine? {size} become free.</source>
        <translation>Dieses Modell vom Rechner entfernen? {size} werden frei.</translation>
    </message>
    <message>
        <source>The file is whole: it is exactly what its publisher offers.</source>
        <translation>Die Datei ist ganz: Sie ist genau die, die ihr Herausgeber anbietet.</translation>
    </message>
    <message>
        <source>The file is whole: it is exactly what was imported.</source>
        <translation>Die Datei ist ganz: Sie ist genau die, die importiert wurde.</translation>
    </message>
    <message>
        <source>The model is ready.</source>
        <translation>Das Modell ist bereit.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>Datei importieren…</translation>
    </message>
    <message>
        <source>Convert a checkpoint…</source>
        <translation>Checkpoint umwandeln…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>This machine: {facts}</source>
        <translation>Dieser Rechner: {facts}</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>Auf diesem Rechner</translation>
    </message>
    <message>
        <source>Fit this machine</source>
        <translation>Passen auf diesen Rechner</translation>
    </message>
    <message>
        <source>Other models</source>
        <translation>Andere Modelle</translation>
    </message>
    <message>
        <source>Import a model file</source>
        <translation>Modelldatei importieren</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>Modelldateien (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>{id} is imported: it is exactly the file that its publisher offers.</source>
        <translation>{id} ist importiert: Es ist genau die Datei, die der Herausgeber anbietet.</translation>
    </message>
    <message>
        <source>{id} is imported. No published checksum is known to compare it with.</source>
        <translation>{id} ist importiert. Zum Vergleichen ist keine veröffentlichte Prüfsumme bekannt.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>Verwenden</translation>
    </message>
    <message>
        <source>The import was stopped; nothing was changed.</source>
        <translation>Der Import wurde angehalten; nichts wurde verändert.</translation>
    </message>
</context>
<context>
    <name>Modes</name>
    <message>
        <source>Both, compared</source>
        <translation>Beides, verglichen</translation>
    </message>
    <message>
        <source>Writes a program and a line of reasoning, and compares their answers.</source>
        <translation>Schreibt ein Programm und einen Lösungsweg und vergleicht ihre Antworten.</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Writes a program, runs it and reads the answer.</source>
        <translation>Schreibt ein Programm, führt es aus und liest die Antwort.</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Lösungsweg</translation>
    </message>
    <message>
        <source>Reasons in words, without a program.</source>
        <translation>Löst in Worten, ohne Programm.</translation>
    </message>
    <message>
        <source>Program first</source>
        <translation>Zuerst Programm</translation>
    </message>
    <message>
        <source>Writes a program, and reasons in words only if that gives no answer.</source>
        <translation>Schreibt ein Programm und löst nur dann in Worten, wenn das keine Antwort gibt.</translation>
    </message>
    <message>
        <source>In turns</source>
        <translation>Im Wechsel</translation>
    </message>
    <message>
        <source>Reasons in words and runs small programs on the way.</source>
        <translation>Überlegt in Worten und führt unterwegs kleine Programme aus.</translation>
    </message>
    <message>
        <source>Vote</source>
        <translation>Abstimmung</translation>
    </message>
    <message>
        <source>Compares many answers and takes the one that most agree on. This takes minutes.</source>
        <translation>Vergleicht viele Antworten und nimmt die, in der die meisten übereinstimmen. Das dauert Minuten.</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>PIN</source>
        <translation>PIN</translation>
    </message>
    <message>
        <source>For attendants: the PIN ends Steppe</source>
        <translation>Für die Betreuung: Die PIN beendet Steppe</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Wrong. Try again in {seconds} s.</source>
        <translation>Falsch. Wieder möglich in {seconds} s.</translation>
    </message>
    <message>
        <source>Wrong.</source>
        <translation>Falsch.</translation>
    </message>
    <message>
        <source>delete to the left</source>
        <translation>nach links löschen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
</context>
<context>
    <name>PlotPanel</name>
    <message>
        <source>Whole plot</source>
        <translation>Ganzes Bild</translation>
    </message>
    <message>
        <source>Show the whole plot again</source>
        <translation>Wieder das ganze Bild zeigen</translation>
    </message>
</context>
<context>
    <name>PlotWidget</name>
    <message>
        <source>Plot</source>
        <translation>Schaubild</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Preview of the problem</source>
        <translation>Vorschau der Aufgabe</translation>
    </message>
</context>
<context>
    <name>ProblemBox</name>
    <message>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Type a problem. Control and Return solves it.</source>
        <translation>Eine Aufgabe eintippen. Strg und Eingabe löst sie.</translation>
    </message>
    <message>
        <source>Type, paste or drop a problem. Formulas may be in LaTeX: $x^2 = 2$</source>
        <translation>Eine Aufgabe eintippen, einfügen oder hineinziehen. Formeln dürfen in LaTeX stehen: $x^2 = 2$</translation>
    </message>
</context>
<context>
    <name>ProgramPanel</name>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Undo edits</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Bring back the program as the model wrote it</source>
        <translation>Das Programm des Modells zurückholen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the program</source>
        <translation>Programm kopieren</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>schreibt</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>There is no program for this problem.</source>
        <translation>Zu dieser Aufgabe gibt es kein Programm.</translation>
    </message>
    <message>
        <source>The program will be written here.</source>
        <translation>Hier entsteht das Programm.</translation>
    </message>
    <message>
        <source>What it prints appears here.</source>
        <translation>Hier erscheint, was es ausgibt.</translation>
    </message>
    <message>
        <source>Output of the program</source>
        <translation>Ausgabe des Programms</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>(nothing was printed)</source>
        <translation>(nichts ausgegeben)</translation>
    </message>
</context>
<context>
    <name>ProsePanel</name>
    <message>
        <source>Reasoning</source>
        <translation>Lösungsweg</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the reasoning</source>
        <translation>Lösungsweg kopieren</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>schreibt</translation>
    </message>
    <message>
        <source>Comes after the program.</source>
        <translation>Kommt nach dem Programm.</translation>
    </message>
    <message>
        <source>Only if it is needed.</source>
        <translation>Nur wenn nötig.</translation>
    </message>
    <message>
        <source>There is no reasoning for this problem.</source>
        <translation>Zu dieser Aufgabe gibt es keinen Lösungsweg.</translation>
    </message>
    <message>
        <source>Algebra answered without a model.</source>
        <translation>Die Algebra hat ohne Modell geantwortet.</translation>
    </message>
</context>
<context>
    <name>RemarksDialog</name>
    <message>
        <source>Tags and note</source>
        <translation>Schlagwörter und Notiz</translation>
    </message>
    <message>
        <source>#algebra #test</source>
        <translation>#algebra #klassenarbeit</translation>
    </message>
    <message>
        <source>Tags, with spaces between</source>
        <translation>Schlagwörter, durch Leerzeichen getrennt</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
</context>
<context>
    <name>ScreenKeyboard</name>
    <message>
        <source>Keyboard on the screen</source>
        <translation>Bildschirmtastatur</translation>
    </message>
    <message>
        <source>capital letters</source>
        <translation>Großbuchstaben</translation>
    </message>
    <message>
        <source>signs</source>
        <translation>Zeichen</translation>
    </message>
    <message>
        <source>space</source>
        <translation>Leerzeichen</translation>
    </message>
    <message>
        <source>delete to the left</source>
        <translation>nach links löschen</translation>
    </message>
    <message>
        <source>new line</source>
        <translation>neue Zeile</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Use the default</source>
        <translation>Standard verwenden</translation>
    </message>
    <message>
        <source>Locked by whoever looks after this machine.</source>
        <translation>Gesperrt von der Verwaltung dieses Rechners.</translation>
    </message>
    <message>
        <source>Set by {place} for this run.</source>
        <translation>Für diesen Lauf durch {place} gesetzt.</translation>
    </message>
    <message>
        <source>Set for this machine.</source>
        <translation>Für diesen Rechner gesetzt.</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Ein</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Changes are kept at once.</source>
        <translation>Änderungen gelten sofort und bleiben erhalten.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>The recommended one</source>
        <translation>Das empfohlene</translation>
    </message>
    <message numerus="yes">
        <source>%n more of this kind.</source>
        <translation>
            <numerusform>Noch %n weiterer Hinweis.</numerusform>
            <numerusform>Noch %n weitere Hinweise.</numerusform>
        </translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>Datei öffnen</translation>
    </message>
</context>
<context>
    <name>Solution</name>
    <message>
        <source>Plot</source>
        <translation>Schaubild</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Lösungsweg</translation>
    </message>
</context>
<context>
    <name>SolutionView</name>
    <message>
        <source>The program&apos;s answer is {text}.</source>
        <translation>Die Antwort des Programms ist {text}.</translation>
    </message>
    <message>
        <source>The program runs.</source>
        <translation>Das Programm läuft.</translation>
    </message>
</context>
<context>
    <name>Speech</name>
    <message>
        <source>plus</source>
        <translation>plus</translation>
    </message>
    <message>
        <source>minus</source>
        <translation>minus</translation>
    </message>
    <message>
        <source>times</source>
        <translation>mal</translation>
    </message>
    <message>
        <source>over</source>
        <translation>durch</translation>
    </message>
    <message>
        <source>equals</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>is less than</source>
        <translation>ist kleiner als</translation>
    </message>
    <message>
        <source>is greater than</source>
        <translation>ist größer als</translation>
    </message>
    <message>
        <source>bar</source>
        <translation>quer</translation>
    </message>
    <message>
        <source>factorial</source>
        <translation>Fakultät</translation>
    </message>
    <message>
        <source>prime</source>
        <translation>Strich</translation>
    </message>
    <message>
        <source>is at most</source>
        <translation>ist höchstens</translation>
    </message>
    <message>
        <source>is at least</source>
        <translation>ist mindestens</translation>
    </message>
    <message>
        <source>is not equal to</source>
        <translation>ist ungleich</translation>
    </message>
    <message>
        <source>is about</source>
        <translation>ist ungefähr</translation>
    </message>
    <message>
        <source>divided by</source>
        <translation>geteilt durch</translation>
    </message>
    <message>
        <source>plus or minus</source>
        <translation>plus oder minus</translation>
    </message>
    <message>
        <source>square root of</source>
        <translation>Quadratwurzel aus</translation>
    </message>
    <message>
        <source>pi</source>
        <translation>Pi</translation>
    </message>
    <message>
        <source>infinity</source>
        <translation>unendlich</translation>
    </message>
    <message>
        <source>percent</source>
        <translation>Prozent</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>Grad</translation>
    </message>
    <message>
        <source>squared</source>
        <translation>zum Quadrat</translation>
    </message>
    <message>
        <source>cubed</source>
        <translation>hoch drei</translation>
    </message>
    <message>
        <source>minus or plus</source>
        <translation>minus oder plus</translation>
    </message>
    <message>
        <source>is equivalent to</source>
        <translation>ist äquivalent zu</translation>
    </message>
    <message>
        <source>is congruent to</source>
        <translation>ist kongruent zu</translation>
    </message>
    <message>
        <source>is similar to</source>
        <translation>ist ähnlich zu</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>goes to</source>
        <translation>geht gegen</translation>
    </message>
    <message>
        <source>implies</source>
        <translation>daraus folgt</translation>
    </message>
    <message>
        <source>if and only if</source>
        <translation>genau dann, wenn</translation>
    </message>
    <message>
        <source>therefore</source>
        <translation>also</translation>
    </message>
    <message>
        <source>because</source>
        <translation>weil</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>product</source>
        <translation>Produkt</translation>
    </message>
    <message>
        <source>integral</source>
        <translation>Integral</translation>
    </message>
    <message>
        <source>double integral</source>
        <translation>Doppelintegral</translation>
    </message>
    <message>
        <source>closed integral</source>
        <translation>Kurvenintegral</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>Grenzwert</translation>
    </message>
    <message>
        <source>in</source>
        <translation>Element von</translation>
    </message>
    <message>
        <source>not in</source>
        <translation>nicht Element von</translation>
    </message>
    <message>
        <source>union</source>
        <translation>vereinigt mit</translation>
    </message>
    <message>
        <source>intersection</source>
        <translation>geschnitten mit</translation>
    </message>
    <message>
        <source>is a subset of</source>
        <translation>ist Teilmenge von</translation>
    </message>
    <message>
        <source>the empty set</source>
        <translation>die leere Menge</translation>
    </message>
    <message>
        <source>for all</source>
        <translation>für alle</translation>
    </message>
    <message>
        <source>there is</source>
        <translation>es gibt</translation>
    </message>
    <message>
        <source>not</source>
        <translation>nicht</translation>
    </message>
    <message>
        <source>and</source>
        <translation>und</translation>
    </message>
    <message>
        <source>or</source>
        <translation>oder</translation>
    </message>
    <message>
        <source>divides</source>
        <translation>teilt</translation>
    </message>
    <message>
        <source>is parallel to</source>
        <translation>ist parallel zu</translation>
    </message>
    <message>
        <source>is perpendicular to</source>
        <translation>ist senkrecht zu</translation>
    </message>
    <message>
        <source>angle</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>triangle</source>
        <translation>Dreieck</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>partiell</translation>
    </message>
    <message>
        <source>nabla</source>
        <translation>Nabla</translation>
    </message>
    <message>
        <source>and so on</source>
        <translation>und so weiter</translation>
    </message>
    <message>
        <source>modulo</source>
        <translation>modulo</translation>
    </message>
    <message>
        <source>natural logarithm of</source>
        <translation>natürlicher Logarithmus von</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>Maximum</translation>
    </message>
    <message>
        <source>minimum</source>
        <translation>Minimum</translation>
    </message>
    <message>
        <source>logarithm of</source>
        <translation>Logarithmus von</translation>
    </message>
    <message>
        <source>sine</source>
        <translation>Sinus</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>Kosinus</translation>
    </message>
    <message>
        <source>tangent</source>
        <translation>Tangens</translation>
    </message>
    <message>
        <source>floor of</source>
        <translation>abgerundet</translation>
    </message>
    <message>
        <source>ceiling of</source>
        <translation>aufgerundet</translation>
    </message>
    <message>
        <source>left angle bracket</source>
        <translation>spitze Klammer auf</translation>
    </message>
    <message>
        <source>right angle bracket</source>
        <translation>spitze Klammer zu</translation>
    </message>
    <message>
        <source>check mark</source>
        <translation>Häkchen</translation>
    </message>
    <message>
        <source>fraction</source>
        <translation>Bruch</translation>
    </message>
    <message>
        <source>end fraction</source>
        <translation>Ende Bruch</translation>
    </message>
    <message>
        <source>end root</source>
        <translation>Ende Wurzel</translation>
    </message>
    <message>
        <source>root of degree</source>
        <translation>Wurzel vom Grad</translation>
    </message>
    <message>
        <source>of</source>
        <translation>von</translation>
    </message>
    <message>
        <source>to the power</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>end power</source>
        <translation>Ende Hochzahl</translation>
    </message>
    <message>
        <source>sub</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>from</source>
        <translation>von</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>über</translation>
    </message>
    <message>
        <source>matrix</source>
        <translation>Matrix</translation>
    </message>
    <message>
        <source>end matrix</source>
        <translation>Ende Matrix</translation>
    </message>
    <message>
        <source>row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>as</source>
        <translation>für</translation>
    </message>
    <message>
        <source>logarithm to base</source>
        <translation>Logarithmus zur Basis</translation>
    </message>
    <message>
        <source>tag</source>
        <translation>Marke</translation>
    </message>
    <message>
        <source>vector</source>
        <translation>Vektor</translation>
    </message>
    <message>
        <source>hat</source>
        <translation>Dach</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Loading {model}…</source>
        <translation>{model} wird geladen…</translation>
    </message>
    <message>
        <source>Solving…</source>
        <translation>Wird gelöst…</translation>
    </message>
    <message>
        <source>Programs cannot run here: {reason}</source>
        <translation>Programme können hier nicht laufen: {reason}</translation>
    </message>
    <message>
        <source>Ready. {model} answers on the server {server}: what you solve is sent there.</source>
        <translation>Bereit. {model} antwortet auf dem Server {server}: Was Sie lösen, wird dorthin gesendet.</translation>
    </message>
    <message>
        <source>Ready. {model} runs on this computer; nothing leaves it.</source>
        <translation>Bereit. {model} läuft auf diesem Computer; nichts verlässt ihn.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle…</translation>
    </message>
    <message>
        <source>Choose a smaller model…</source>
        <translation>Kleineres Modell wählen…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>All right</source>
        <translation>In Ordnung</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>{text} {seconds} s</source>
        <translation>{text} {seconds} s</translation>
    </message>
</context>
<context>
    <name>StepMark</name>
    <message>
        <source>Right: </source>
        <translation>Richtig: </translation>
    </message>
    <message>
        <source>Wrong: </source>
        <translation>Falsch: </translation>
    </message>
    <message>
        <source>Unchecked: </source>
        <translation>Ungeprüft: </translation>
    </message>
</context>
<context>
    <name>TallyView</name>
    <message>
        <source>Votes</source>
        <translation>Stimmen</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>New problem</source>
        <translation>Neue Aufgabe</translation>
    </message>
    <message>
        <source>Check my work</source>
        <translation>Meine Rechnung prüfen</translation>
    </message>
    <message>
        <source>Solve a file</source>
        <translation>Datei lösen</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
</context>
<context>
    <name>TransferBar</name>
    <message>
        <source>Progress of {name}</source>
        <translation>Fortschritt von {name}</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Pause {name}</source>
        <translation>{name} pausieren</translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation>{name} anhalten</translation>
    </message>
</context>
<context>
    <name>Typesetter</name>
    <message>
        <source>The formula uses something that cannot be drawn here.</source>
        <translation>Die Formel enthält etwas, das hier nicht gezeichnet werden kann.</translation>
    </message>
</context>
<context>
    <name>Votes</name>
    <message>
        <source>Answers compared: {count}</source>
        <translation>Verglichene Antworten: {count}</translation>
    </message>
    <message>
        <source>{count} by program</source>
        <translation>{count} durch Programm</translation>
    </message>
    <message>
        <source>{count} by reasoning</source>
        <translation>{count} durch Überlegung</translation>
    </message>
    <message>
        <source>other answers: {count}</source>
        <translation>andere Antworten: {count}</translation>
    </message>
    <message>
        <source>without an answer: {count}</source>
        <translation>ohne Antwort: {count}</translation>
    </message>
</context>
<context>
    <name>WaitingScreen</name>
    <message>
        <source>Waiting screen</source>
        <translation>Wartebild</translation>
    </message>
    <message>
        <source>Any maths problem, solved and checked</source>
        <translation>Jede Matheaufgabe, gelöst und geprüft</translation>
    </message>
    <message>
        <source>Type it in words or as a formula. You see every step, and how the answer was checked.</source>
        <translation>Schreiben Sie sie in Worten oder als Formel. Sie sehen jeden Schritt und wie die Antwort geprüft wurde.</translation>
    </message>
    <message>
        <source>Nothing that you type leaves this machine or is kept.</source>
        <translation>Was Sie schreiben, verlässt dieses Gerät nicht und wird nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>What you type is sent to the server {server}. Nothing of it is kept on this machine.</source>
        <translation>Was Sie schreiben, wird an den Server {server} gesendet. Auf diesem Gerät wird nichts davon aufbewahrt.</translation>
    </message>
    <message>
        <source>Touch to begin</source>
        <translation>Zum Beginnen berühren</translation>
    </message>
</context>
<context>
    <name>Work</name>
    <message>
        <source>given</source>
        <translation>gegeben</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>cannot be checked</source>
        <translation>nicht prüfbar</translation>
    </message>
    <message>
        <source>Line {number}: {state}</source>
        <translation>Zeile {number}: {state}</translation>
    </message>
    <message>
        <source>Line {number} is the first wrong one.</source>
        <translation>Zeile {number} ist die erste falsche.</translation>
    </message>
    <message>
        <source>None of the lines could be checked.</source>
        <translation>Keine der Zeilen konnte geprüft werden.</translation>
    </message>
    <message>
        <source>There is no step to check yet: write the next line.</source>
        <translation>Es gibt noch keinen Schritt zu prüfen: Schreiben Sie die nächste Zeile.</translation>
    </message>
    <message>
        <source>Every step that could be checked is right: {count}.</source>
        <translation>Alle prüfbaren Schritte sind richtig: {count}.</translation>
    </message>
    <message>
        <source>Not checkable: {count}.</source>
        <translation>Nicht prüfbar: {count}.</translation>
    </message>
</context>
<context>
    <name>WorkCheckPage</name>
    <message>
        <source>Your steps</source>
        <translation>Ihre Schritte</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Back to problems</source>
        <translation>Zurück zu den Aufgaben</translation>
    </message>
    <message>
        <source>Write your steps first, one on each line.</source>
        <translation>Schreiben Sie zuerst Ihre Schritte auf, einen je Zeile.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Check my work</source>
        <translation>Meine Rechnung prüfen</translation>
    </message>
    <message>
        <source>Write your derivation, one step on each line. The first wrong line is marked, with what kind of thing is wrong; the solution is not given away.</source>
        <translation>Schreiben Sie Ihre Rechnung auf, einen Schritt je Zeile. Die erste falsche Zeile wird markiert, mit der Art des Fehlers; die Lösung wird nicht verraten.</translation>
    </message>
</context>
<context>
    <name>WorkPage</name>
    <message>
        <source>What shall we solve?</source>
        <translation>Was lösen wir?</translation>
    </message>
</context>
<context>
    <name>Workplace</name>
    <message>
        <source>Something in Steppe itself went wrong: {error}</source>
        <translation>In Steppe selbst ist etwas schiefgegangen: {error}</translation>
    </message>
    <message>
        <source>All right</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <source>{problem} Until then nothing is kept.</source>
        <translation>{problem} Bis dahin wird nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>_Value</name>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>The problem is empty.</source>
        <translation>Die Aufgabe ist leer.</translation>
    </message>
    <message>
        <source>The problem holds binary data.</source>
        <translation>Die Aufgabe enthält Binärdaten.</translation>
    </message>
    <message>
        <source>Give plain text in UTF-8.</source>
        <translation>Bitte reinen Text in UTF-8 verwenden.</translation>
    </message>
    <message>
        <source>Give a text file in UTF-8.</source>
        <translation>Bitte eine Textdatei in UTF-8 verwenden.</translation>
    </message>
    <message>
        <source>The problem is too long: {1} characters, and at most {2} can be solved.</source>
        <translation>Die Aufgabe ist zu lang: {1} Zeichen, höchstens {2} lassen sich lösen.</translation>
    </message>
    <message>
        <source>Give one problem at a time, without the text around it.</source>
        <translation>Bitte eine Aufgabe nach der anderen, ohne den Text darum herum.</translation>
    </message>
    <message>
        <source>A problem with choices needs 2 to {1} of them, not {2}.</source>
        <translation>Eine Aufgabe mit Auswahl braucht 2 bis {1} Möglichkeiten, nicht {2}.</translation>
    </message>
    <message>
        <source>One of the choices is empty.</source>
        <translation>Eine der Auswahlmöglichkeiten ist leer.</translation>
    </message>
    <message>
        <source>Give every choice a text.</source>
        <translation>Bitte jeder Auswahl einen Text geben.</translation>
    </message>
    <message>
        <source>There is no file {1}.</source>
        <translation>Die Datei {1} gibt es nicht.</translation>
    </message>
    <message>
        <source>{1} is longer than {2} MB.</source>
        <translation>{1} ist länger als {2} MB.</translation>
    </message>
    <message>
        <source>Give less of it at a time.</source>
        <translation>Bitte weniger auf einmal angeben.</translation>
    </message>
    <message>
        <source>The problem is too long for this model: {1} tokens, and its context holds {2}.</source>
        <translation>Die Aufgabe ist für dieses Modell zu lang: {1} Token, sein Kontext fasst {2}.</translation>
    </message>
    <message>
        <source>The program printed {1}, which is none of the choices; the model was asked for the closest and named {2}.</source>
        <translation>Das Programm gab {1} aus, was keine der Auswahlmöglichkeiten ist; das Modell wurde nach der nächsten gefragt und nannte {2}.</translation>
    </message>
    <message>
        <source>The engine was killed, most likely because memory ran out.</source>
        <translation>Die Engine wurde beendet, wahrscheinlich weil der Speicher ausging.</translation>
    </message>
    <message>
        <source>The engine crashed ({1}).</source>
        <translation>Die Engine ist abgestürzt ({1}).</translation>
    </message>
    <message>
        <source>The engine ended unexpectedly (exit code {1}{2}).</source>
        <translation>Die Engine endete unerwartet (Code {1}{2}).</translation>
    </message>
    <message>
        <source>The engine was closed.</source>
        <translation>Die Engine wurde geschlossen.</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>Bitte neu starten.</translation>
    </message>
    <message>
        <source>Something in Steppe itself went wrong: {1}.</source>
        <translation>In Steppe selbst ist etwas schiefgegangen: {1}.</translation>
    </message>
    <message>
        <source>There is not enough memory to load {1}.</source>
        <translation>Der Speicher reicht nicht, um {1} zu laden.</translation>
    </message>
    <message>
        <source>The program ran to its end.</source>
        <translation>Das Programm lief bis zum Ende.</translation>
    </message>
    <message>
        <source>The program printed nothing.</source>
        <translation>Das Programm hat nichts ausgegeben.</translation>
    </message>
    <message>
        <source>The program was not run.</source>
        <translation>Das Programm wurde nicht ausgeführt.</translation>
    </message>
    <message>
        <source>The program stopped with an error: {1}{2}.</source>
        <translation>Das Programm hielt mit einem Fehler an: {1}{2}.</translation>
    </message>
    <message>
        <source>The program is longer than {1} KB.</source>
        <translation>Das Programm ist länger als {1} KB.</translation>
    </message>
    <message>
        <source>The program broke the interpreter it ran in and was stopped; nothing else was harmed.</source>
        <translation>Das Programm hat seinen Interpreter zum Absturz gebracht und wurde angehalten; sonst ist nichts passiert.</translation>
    </message>
    <message>
        <source>The sandbox stopped unexpectedly while the program ran; it is being started again.</source>
        <translation>Die Sandbox endete unerwartet, während das Programm lief; sie wird neu gestartet.</translation>
    </message>
    <message>
        <source>The sandbox is closed.</source>
        <translation>Die Sandbox ist geschlossen.</translation>
    </message>
    <message>
        <source>The sandbox helper stopped {1} times within a minute.</source>
        <translation>Der Sandbox-Helfer endete {1}-mal innerhalb einer Minute.</translation>
    </message>
    <message>
        <source>The sandbox helper cannot be started: {1}.</source>
        <translation>Der Sandbox-Helfer lässt sich nicht starten: {1}.</translation>
    </message>
    <message>
        <source>The disk of {1} has {2} free, and {3} are needed.</source>
        <translation>Auf dem Datenträger von {1} sind {2} frei, gebraucht werden {3}.</translation>
    </message>
    <message>
        <source>The disk is full: {1} could not be written.</source>
        <translation>Der Datenträger ist voll: {1} konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Make room, then run the same command again; it resumes.</source>
        <translation>Bitte Platz schaffen und noch einmal versuchen; es geht dann weiter.</translation>
    </message>
    <message>
        <source>Make room, or set STEPPE_MODELS_DIR to a folder on a larger disk.</source>
        <translation>Bitte Platz schaffen oder STEPPE_MODELS_DIR auf einen Ordner auf einem größeren Datenträger setzen.</translation>
    </message>
    <message>
        <source>The transfer from {1} was cut after {2}: {3}.</source>
        <translation>Die Übertragung von {1} brach nach {2} ab: {3}.</translation>
    </message>
    <message>
        <source>Run the same command again; it resumes where it stopped.</source>
        <translation>Noch einmal versuchen; es geht dort weiter, wo es aufhörte.</translation>
    </message>
    <message>
        <source>Check the network connection.</source>
        <translation>Bitte die Netzwerkverbindung prüfen.</translation>
    </message>
    <message>
        <source>The model {1} is not on this machine yet.</source>
        <translation>Das Modell {1} ist noch nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The model {1} is not on this machine.</source>
        <translation>Das Modell {1} ist nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>There is no model called {1}.</source>
        <translation>Ein Modell namens {1} gibt es nicht.</translation>
    </message>
    <message>
        <source>The model file {1} is gone.</source>
        <translation>Die Modelldatei {1} ist verschwunden.</translation>
    </message>
    <message>
        <source>The model file {1} was written to since it was stored.</source>
        <translation>Die Modelldatei {1} wurde verändert, seit sie abgelegt wurde.</translation>
    </message>
    <message>
        <source>The model file {1} is damaged: its SHA-256 is {2}, not {3}.</source>
        <translation>Die Modelldatei {1} ist beschädigt: Ihre SHA-256-Summe ist {2}, nicht {3}.</translation>
    </message>
    <message>
        <source>The record {1} is damaged.</source>
        <translation>Der Eintrag {1} ist beschädigt.</translation>
    </message>
    <message>
        <source>Another process is at work on {1}; waiting for it to finish.</source>
        <translation>Ein anderer Vorgang arbeitet an {1}; es wird auf ihn gewartet.</translation>
    </message>
    <message>
        <source>It is fetched again.</source>
        <translation>Es wird neu geholt.</translation>
    </message>
    <message>
        <source>Another file is installed as {1}.</source>
        <translation>Unter {1} ist eine andere Datei installiert.</translation>
    </message>
    <message>
        <source>What came as {1} is not a whole GGUF file; it was removed.</source>
        <translation>Was als {1} ankam, ist keine vollständige GGUF-Datei; es wurde entfernt.</translation>
    </message>
    <message>
        <source>The file {1} is not a GGUF file.</source>
        <translation>Die Datei {1} ist keine GGUF-Datei.</translation>
    </message>
    <message>
        <source>Steppe needs a model in GGUF format.</source>
        <translation>Steppe braucht ein Modell im GGUF-Format.</translation>
    </message>
    <message>
        <source>The file {1} cannot be read: {2}.</source>
        <translation>Die Datei {1} lässt sich nicht lesen: {2}.</translation>
    </message>
    <message>
        <source>The file {1} is cut short: it has {2} of {3} bytes.</source>
        <translation>Die Datei {1} ist unvollständig: Sie hat {2} von {3} Bytes.</translation>
    </message>
    <message>
        <source>The file {1} is cut short: it ends within its own header.</source>
        <translation>Die Datei {1} ist unvollständig: Sie endet in ihrem eigenen Kopf.</translation>
    </message>
    <message>
        <source>Get the file again.</source>
        <translation>Bitte die Datei neu besorgen.</translation>
    </message>
    <message>
        <source>The header of {1} is damaged: {2}.</source>
        <translation>Der Kopf von {1} ist beschädigt: {2}.</translation>
    </message>
    <message>
        <source>The folder {1} cannot be made: {2}.</source>
        <translation>Der Ordner {1} lässt sich nicht anlegen: {2}.</translation>
    </message>
    <message>
        <source>In {1}, {2} is no setting; it is ignored.</source>
        <translation>In {1} ist {2} keine Einstellung; es wird nicht beachtet.</translation>
    </message>
    <message>
        <source>In {1}, {2} must be {3}, not {4}; the default is used.</source>
        <translation>In {1} muss {2} so sein: {3}; dort steht {4}. Es gilt der Standard.</translation>
    </message>
    <message>
        <source>The environment variable {1} is no setting; it is ignored.</source>
        <translation>Die Umgebungsvariable {1} ist keine Einstellung; sie wird nicht beachtet.</translation>
    </message>
    <message>
        <source>The environment variable {1} must be {2}, not {3}; it is ignored.</source>
        <translation>Die Umgebungsvariable {1} muss so sein: {2}; dort steht {3}. Sie wird nicht beachtet.</translation>
    </message>
    <message>
        <source>The settings file {1} is not valid TOML ({2}); it is not used.</source>
        <translation>Die Einstellungsdatei {1} ist kein gültiges TOML ({2}); sie wird nicht benutzt.</translation>
    </message>
    <message>
        <source>The settings file {1} is not plain text; it is not used.</source>
        <translation>Die Einstellungsdatei {1} ist kein reiner Text; sie wird nicht benutzt.</translation>
    </message>
    <message>
        <source>The settings file {1} cannot be read ({2}); it is not used.</source>
        <translation>Die Einstellungsdatei {1} lässt sich nicht lesen ({2}); sie wird nicht benutzt.</translation>
    </message>
    <message>
        <source>The settings file was damaged and is kept as {1}; a new one was begun.</source>
        <translation>Die Einstellungsdatei war beschädigt und bleibt als {1} erhalten; eine neue wurde begonnen.</translation>
    </message>
    <message>
        <source>The settings file {1} cannot be written: {2}.</source>
        <translation>Die Einstellungsdatei {1} lässt sich nicht schreiben: {2}.</translation>
    </message>
    <message>
        <source>The change holds until Steppe ends. Make the place writable to keep it.</source>
        <translation>Die Änderung gilt, bis Steppe beendet wird. Damit sie bleibt, muss der Ort beschreibbar sein.</translation>
    </message>
    <message>
        <source>The history cannot be kept in {1}: {2}.</source>
        <translation>Der Verlauf lässt sich in {1} nicht aufbewahren: {2}.</translation>
    </message>
    <message>
        <source>Make that folder writable, or set STEPPE_DATA_DIR to one that is.</source>
        <translation>Bitte den Ordner beschreibbar machen oder STEPPE_DATA_DIR auf einen beschreibbaren setzen.</translation>
    </message>
    <message>
        <source>The history was damaged. {1} found again{2}. The damaged file is kept as {3}.</source>
        <translation>Der Verlauf war beschädigt. Wiedergefunden: {1}{2}. Die beschädigte Datei bleibt als {3} erhalten.</translation>
    </message>
    <message>
        <source>The history {1} cannot grow: the disk is full.</source>
        <translation>Der Verlauf {1} kann nicht wachsen: Der Datenträger ist voll.</translation>
    </message>
    <message>
        <source>The history {1} cannot be written: the disk is full or does not answer.</source>
        <translation>Der Verlauf {1} lässt sich nicht schreiben: Der Datenträger ist voll oder antwortet nicht.</translation>
    </message>
    <message>
        <source>The history {1} may not be written.</source>
        <translation>Der Verlauf {1} darf nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The history {1} is busy.</source>
        <translation>Der Verlauf {1} ist beschäftigt.</translation>
    </message>
    <message>
        <source>Another Steppe is at work on it; try again.</source>
        <translation>Ein anderes Steppe arbeitet gerade damit; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Check the permissions of its folder.</source>
        <translation>Prüfen Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>The history {1} was written by a later version of Steppe.</source>
        <translation>Der Verlauf {1} stammt von einer neueren Version von Steppe.</translation>
    </message>
    <message>
        <source>The history {1} can be read and not changed: its folder may not be written.</source>
        <translation>Der Verlauf {1} lässt sich lesen, aber nicht ändern: Sein Ordner darf nicht beschrieben werden.</translation>
    </message>
    <message>
        <source>Make room on the disk.</source>
        <translation>Bitte Platz auf dem Datenträger schaffen.</translation>
    </message>
    <message>
        <source>There is no solve {1} in the history.</source>
        <translation>Im Verlauf gibt es die Nummer {1} nicht.</translation>
    </message>
    <message>
        <source>Worksheet</source>
        <translation>Arbeitsblatt</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Solutions</source>
        <translation>Lösungen</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Lösungsweg</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>The program was not finished.</source>
        <translation>Das Programm wurde nicht fertig.</translation>
    </message>
    <message>
        <source>The two ways differ: at least one is wrong.</source>
        <translation>Die beiden Wege weichen ab: Mindestens einer ist falsch.</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Anmerkungen</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>Schaubild</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Way of solving</source>
        <translation>Art des Lösens</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>Gelöst</translation>
    </message>
    <message>
        <source>Understood as</source>
        <translation>Verstanden als</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Eingesetzt</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>Stimmen</translation>
    </message>
    <message>
        <source>Answers like this one that were right</source>
        <translation>Richtige unter solchen Antworten</translation>
    </message>
    <message>
        <source>The program was edited.</source>
        <translation>Das Programm wurde bearbeitet.</translation>
    </message>
    <message>
        <source>SHA-256 of the model</source>
        <translation>SHA-256 des Modells</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>Erstellt mit</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Page {1} of {2}</source>
        <translation>Seite {1} von {2}</translation>
    </message>
    <message>
        <source>This solve was stopped.</source>
        <translation>Die Lösung wurde angehalten.</translation>
    </message>
    <message>
        <source>This solve failed.</source>
        <translation>Das Lösen ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>This solve was cut off.</source>
        <translation>Das Lösen wurde abgebrochen.</translation>
    </message>
    <message>
        <source>This solve is still running.</source>
        <translation>Es wird noch gelöst.</translation>
    </message>
    <message>
        <source>program and reasoning, compared</source>
        <translation>Programm und Lösungsweg, verglichen</translation>
    </message>
    <message>
        <source>reasoning</source>
        <translation>Lösungsweg</translation>
    </message>
    <message>
        <source>program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>program first</source>
        <translation>zuerst das Programm</translation>
    </message>
    <message>
        <source>reasoning with programs</source>
        <translation>Lösungsweg mit Programmen</translation>
    </message>
    <message>
        <source>a vote of many answers</source>
        <translation>Abstimmung vieler Antworten</translation>
    </message>
    <message>
        <source>PDF document</source>
        <translation>PDF-Dokument</translation>
    </message>
    <message>
        <source>Markdown text</source>
        <translation>Markdown-Text</translation>
    </message>
    <message>
        <source>LaTeX document</source>
        <translation>LaTeX-Dokument</translation>
    </message>
    <message>
        <source>Jupyter notebook</source>
        <translation>Jupyter-Notebook</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>Reiner Text</translation>
    </message>
    <message>
        <source>JSON data</source>
        <translation>JSON-Daten</translation>
    </message>
    <message>
        <source>There is a file {1} already.</source>
        <translation>Es gibt schon eine Datei {1}.</translation>
    </message>
    <message>
        <source>Make room, then export it again.</source>
        <translation>Bitte Platz schaffen und noch einmal exportieren.</translation>
    </message>
    <message>
        <source>There is no folder {1}.</source>
        <translation>Es gibt keinen Ordner {1}.</translation>
    </message>
    <message>
        <source>Name a folder that is there.</source>
        <translation>Bitte einen vorhandenen Ordner angeben.</translation>
    </message>
    <message>
        <source>The folder {1} may not be written.</source>
        <translation>In den Ordner {1} darf nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Bitte einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>{1} could not be written: {2}.</source>
        <translation>{1} konnte nicht geschrieben werden: {2}.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Bitte einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>PDF needs PySide6, which is not installed.</source>
        <translation>PDF braucht PySide6, und das ist nicht installiert.</translation>
    </message>
    <message>
        <source>The document could not be printed: {1}</source>
        <translation>Das Dokument konnte nicht gedruckt werden: {1}</translation>
    </message>
    <message>
        <source>The name of {1} says no format.</source>
        <translation>Der Name von {1} nennt kein Format.</translation>
    </message>
    <message>
        <source>{1} holds results of other problems: {2}.</source>
        <translation>{1} enthält Ergebnisse anderer Aufgaben: {2}.</translation>
    </message>
    <message>
        <source>Name another file with --output, or add --restart to begin anew.</source>
        <translation>Nennen Sie eine andere Datei, oder beginnen Sie neu.</translation>
    </message>
    <message>
        <source>{1} was made with other settings: {2} was {3}, and is {4}.</source>
        <translation>{1} entstand mit anderen Einstellungen: {2} war {3} und ist {4}.</translation>
    </message>
    <message>
        <source>Use those again, name another file with --output, or add --restart to begin anew.</source>
        <translation>Nehmen Sie wieder jene, nennen Sie eine andere Datei, oder beginnen Sie neu.</translation>
    </message>
    <message>
        <source>{1} is there and holds no results of Steppe.</source>
        <translation>{1} gibt es schon, mit etwas anderem als Ergebnissen von Steppe.</translation>
    </message>
    <message>
        <source>Name another file with --output.</source>
        <translation>Nennen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>Another Steppe is writing {1}.</source>
        <translation>Ein anderes Steppe schreibt gerade in {1}.</translation>
    </message>
    <message>
        <source>Wait until it has ended, or name another file.</source>
        <translation>Warten Sie, bis es fertig ist, oder nennen Sie eine andere Datei.</translation>
    </message>
    <message>
        <source>{1} holds no problems.</source>
        <translation>{1} enthält keine Aufgaben.</translation>
    </message>
    <message>
        <source>Give a file with one problem a line.</source>
        <translation>Nehmen Sie eine Datei mit einer Aufgabe je Zeile.</translation>
    </message>
    <message>
        <source>{1} has no column {2}; its columns are: {3}.</source>
        <translation>{1} hat keine Spalte {2}; die Spalten sind: {3}.</translation>
    </message>
    <message>
        <source>Name the column with --column, or call it problem in the table&apos;s first line.</source>
        <translation>Nennen Sie die Spalte in der ersten Zeile der Tabelle problem.</translation>
    </message>
    <message>
        <source>{1} has {2} of {3} results; the rest follows.</source>
        <translation>{1} hat {2} von {3} Ergebnissen; der Rest folgt.</translation>
    </message>
    <message>
        <source>Problems and results cannot be the same file.</source>
        <translation>Aufgaben und Ergebnisse können nicht dieselbe Datei sein.</translation>
    </message>
    <message>
        <source>Its sides are not equal: at {1}.</source>
        <translation>Ihre Seiten sind nicht gleich: {1}.</translation>
    </message>
    <message>
        <source>Its two sides are different numbers.</source>
        <translation>Ihre beiden Seiten sind verschiedene Zahlen.</translation>
    </message>
    <message>
        <source>It is not equal to line {1}: at {2}.</source>
        <translation>Sie ist nicht gleich Zeile {1}: {2}.</translation>
    </message>
    <message>
        <source>It does not follow from line {1}: the two have different solutions.</source>
        <translation>Sie folgt nicht aus Zeile {1}: Die beiden haben verschiedene Lösungen.</translation>
    </message>
    <message>
        <source>It has fewer solutions than line {1}. Was something divided away that can be zero?</source>
        <translation>Sie hat weniger Lösungen als Zeile {1}. Wurde durch etwas geteilt, das null sein kann?</translation>
    </message>
    <message>
        <source>It follows, but line {1} may not have all of its solutions: put them back there.</source>
        <translation>Sie folgt, aber vielleicht hat Zeile {1} nicht alle ihre Lösungen: Setzen Sie sie dort ein.</translation>
    </message>
    <message>
        <source>C is any constant.</source>
        <translation>C ist eine beliebige Konstante.</translation>
    </message>
    <message>
        <source>n is any whole number.</source>
        <translation>n ist eine beliebige ganze Zahl.</translation>
    </message>
    <message>
        <source>As a decimal: about {1}.</source>
        <translation>Als Dezimalzahl: etwa {1}.</translation>
    </message>
    <message>
        <source>As a decimal: {1}.</source>
        <translation>Als Dezimalzahl: {1}.</translation>
    </message>
    <message>
        <source>As decimals: {1}.</source>
        <translation>Als Dezimalzahlen: {1}.</translation>
    </message>
    <message>
        <source>The complex solutions are {1}.</source>
        <translation>Die komplexen Lösungen sind {1}.</translation>
    </message>
    <message>
        <source>{1} can be any real number.</source>
        <translation>{1} kann jede reelle Zahl sein.</translation>
    </message>
</context>
<context>
    <name>past</name>
    <message>
        <source>yesterday {time}</source>
        <translation>gestern {time}</translation>
    </message>
    <message>
        <source>{day} {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>being solved</source>
        <translation>wird gelöst</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>Answer: {answer}</source>
        <translation>Antwort: {answer}</translation>
    </message>
    <message>
        <source>both ways agree</source>
        <translation>beide Wege stimmen überein</translation>
    </message>
    <message>
        <source>the two ways differ</source>
        <translation>die beiden Wege weichen ab</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>Favorit</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Solving</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Which model solves; in a settings file its id or a path, empty for the recommended one.</source>
        <translation>Welches Modell löst; in einer Einstellungsdatei seine Kennung oder ein Pfad, leer für das empfohlene.</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>How a problem is solved: by program and reasoning, compared, by one of them, or by reasoning if a program fails.</source>
        <translation>Wie eine Aufgabe gelöst wird: durch Programm und Lösungsweg im Vergleich, durch eines von beiden, oder durch den Lösungsweg, wenn ein Programm scheitert.</translation>
    </message>
    <message>
        <source>Answers to compare</source>
        <translation>Zu vergleichende Antworten</translation>
    </message>
    <message>
        <source>Time for a vote</source>
        <translation>Zeit für eine Abstimmung</translation>
    </message>
    <message>
        <source>Longest text</source>
        <translation>Längster Text</translation>
    </message>
    <message>
        <source>How much the model may write on each path.</source>
        <translation>Wie viel das Modell auf jedem Weg schreiben darf.</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>How freely the model chooses its words; 0 always takes the likeliest, so that the result is repeatable.</source>
        <translation>Wie frei das Modell seine Worte wählt; 0 nimmt immer das wahrscheinlichste, sodass das Ergebnis wiederholbar ist.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Where chance begins when the temperature is not 0.</source>
        <translation>Wo der Zufall beginnt, wenn die Temperatur nicht 0 ist.</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <source>How many threads compute.</source>
        <translation>Wie viele Threads rechnen.</translation>
    </message>
    <message>
        <source>as many as there are cores</source>
        <translation>so viele wie Kerne</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>How much text, problem and solution together, the model keeps in view.</source>
        <translation>Wie viel Text, Aufgabe und Lösung zusammen, das Modell im Blick behält.</translation>
    </message>
    <message>
        <source>what suits the model</source>
        <translation>was zum Modell passt</translation>
    </message>
    <message>
        <source>Layers on the GPU</source>
        <translation>Schichten auf der GPU</translation>
    </message>
    <message>
        <source>How many layers of the model run on the graphics processor; 0 is none.</source>
        <translation>Wie viele Schichten des Modells auf dem Grafikprozessor laufen; 0 heißt keine.</translation>
    </message>
    <message>
        <source>as many as fit</source>
        <translation>so viele wie passen</translation>
    </message>
    <message>
        <source>Time for a program</source>
        <translation>Zeit für ein Programm</translation>
    </message>
    <message>
        <source>After this time a program is stopped.</source>
        <translation>Nach dieser Zeit wird ein Programm angehalten.</translation>
    </message>
    <message>
        <source>The language of the window.</source>
        <translation>Die Sprache des Fensters.</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>How many answers a vote compares at most, the first two included. Automatic: 6 where the first two differ, 16 in a vote.</source>
        <translation>Wie viele Antworten eine Abstimmung höchstens vergleicht, die ersten beiden eingeschlossen. Automatisch: 6, wo die ersten beiden verschieden sind, 16 bei einer Abstimmung.</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>When this time is over, no more answers are compared. Automatic: 40 s where the first two differ, 180 s in a vote.</source>
        <translation>Wenn diese Zeit um ist, werden keine weiteren Antworten verglichen. Automatisch: 40 s, wo die ersten beiden verschieden sind, 180 s bei einer Abstimmung.</translation>
    </message>
    <message>
        <source>Memory for a program</source>
        <translation>Speicher für ein Programm</translation>
    </message>
    <message>
        <source>A program that needs more than this is stopped.</source>
        <translation>Ein Programm, das mehr braucht, wird angehalten.</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Light, dark, or as the system does.</source>
        <translation>Hell, dunkel oder wie das System.</translation>
    </message>
    <message>
        <source>Size of text</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>The size of all text in the window, in percent of the system&apos;s.</source>
        <translation>Die Größe allen Textes im Fenster, in Prozent der Systemgröße.</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Keep a history</source>
        <translation>Verlauf aufbewahren</translation>
    </message>
    <message>
        <source>Whether solved problems are kept on this machine.</source>
        <translation>Ob gelöste Aufgaben auf diesem Rechner aufbewahrt werden.</translation>
    </message>
    <message>
        <source>Delete after</source>
        <translation>Löschen nach</translation>
    </message>
    <message>
        <source>Solved problems older than this are deleted; favourites stay.</source>
        <translation>Ältere gelöste Aufgaben werden gelöscht; Favoriten bleiben.</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tagen</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>reasons and writes programs</source>
        <translation>löst in Worten und schreibt Programme</translation>
    </message>
    <message>
        <source>writes programs</source>
        <translation>schreibt Programme</translation>
    </message>
    <message>
        <source>reasons in words</source>
        <translation>löst in Worten</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <source>How much memory is free could not be read, so nothing can be promised.</source>
        <translation>Wie viel Speicher frei ist, ließ sich nicht feststellen; daher lässt sich nichts versprechen.</translation>
    </message>
    <message>
        <source>Fits this machine: it needs {needed} of memory, and {free} are free.</source>
        <translation>Passt auf diesen Rechner: Es braucht {needed} Speicher, und {free} sind frei.</translation>
    </message>
    <message>
        <source>Fits with shorter texts only, up to {largest} instead of {tokens} tokens: it needs {needed} of memory, and {free} are free.</source>
        <translation>Passt nur mit kürzeren Texten, bis {largest} statt {tokens} Token: Es braucht {needed} Speicher, und {free} sind frei.</translation>
    </message>
    <message>
        <source>Does not fit this machine now: it needs {needed} of memory, and {free} are free.</source>
        <translation>Passt jetzt nicht auf diesen Rechner: Es braucht {needed} Speicher, und {free} sind frei.</translation>
    </message>
    <message>
        <source>How quickly it writes here is measured when it is first used.</source>
        <translation>Wie schnell es hier schreibt, wird bei der ersten Benutzung gemessen.</translation>
    </message>
    <message>
        <source>{alone} tokens a second, {wave} with {answers} answers at once: measured here.</source>
        <translation>{alone} Token in der Sekunde, {wave} bei {answers} Antworten zugleich: hier gemessen.</translation>
    </message>
    <message>
        <source>About {alone} tokens a second, {wave} with {answers} answers at once: estimated from {file}.</source>
        <translation>Etwa {alone} Token in der Sekunde, {wave} bei {answers} Antworten zugleich: geschätzt nach {file}.</translation>
    </message>
    <message>
        <source>{free} of {total} memory free</source>
        <translation>{free} von {total} Speicher frei</translation>
    </message>
    <message>
        <source>free memory could not be read</source>
        <translation>freier Speicher ließ sich nicht feststellen</translation>
    </message>
    <message>
        <source>{name} with {free} free</source>
        <translation>{name} mit {free} frei</translation>
    </message>
    <message>
        <source>{free} free on the disk for models</source>
        <translation>{free} frei auf dem Datenträger für Modelle</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Lädt herunter</translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>Fügt zusammen</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Prüft</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Reading the checkpoint</source>
        <translation>Liest den Checkpoint</translation>
    </message>
    <message>
        <source>Calibrating</source>
        <translation>Kalibriert</translation>
    </message>
    <message>
        <source>Converting</source>
        <translation>Wandelt um</translation>
    </message>
    <message>
        <source>Comparing with the original</source>
        <translation>Vergleicht mit dem Original</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}: {done} von {total}</translation>
    </message>
    <message>
        <source>{what}: {percent} %</source>
        <translation>{what}: {percent} %</translation>
    </message>
    <message>
        <source>{what}, {left} left</source>
        <translation>{what}, noch {left}</translation>
    </message>
</context>
</TS>
