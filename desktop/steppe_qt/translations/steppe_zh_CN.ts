<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Algebra</name>
    <message>
        <source>{values} in {equation}</source>
        <translation>{values} 代入 {equation}</translation>
    </message>
    <message>
        <source>{what}: holds</source>
        <translation>{what}：成立</translation>
    </message>
    <message>
        <source>{what}: holds approximately</source>
        <translation>{what}：近似成立</translation>
    </message>
    <message>
        <source>{what}: fails by {residual}</source>
        <translation>{what}：不成立，余量为 {residual}</translation>
    </message>
    <message>
        <source>{what}: not defined</source>
        <translation>{what}：没有定义</translation>
    </message>
    <message>
        <source>{what}: could not be checked</source>
        <translation>{what}：无法检查</translation>
    </message>
</context>
<context>
    <name>AlgebraView</name>
    <message>
        <source>Algebra</source>
        <translation>代数</translation>
    </message>
    <message>
        <source>Understood as</source>
        <translation>理解为</translation>
    </message>
    <message>
        <source>Understood as {formula}</source>
        <translation>理解为 {formula}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Answer</name>
    <message>
        <source>Waiting for the model</source>
        <translation>等待模型</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>正在求解</translation>
    </message>
    <message>
        <source>Computed by algebra</source>
        <translation>由代数算出</translation>
    </message>
    <message>
        <source>A clear vote</source>
        <translation>投票结果明确</translation>
    </message>
    <message>
        <source>No other answer</source>
        <translation>没有别的答案</translation>
    </message>
    <message>
        <source>A close vote</source>
        <translation>投票结果接近</translation>
    </message>
    <message>
        <source>Both ways agree</source>
        <translation>两种方法结果一致</translation>
    </message>
    <message>
        <source>The two ways differ</source>
        <translation>两种方法结果不同</translation>
    </message>
    <message>
        <source>One way only</source>
        <translation>只有一种方法</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>没有答案</translation>
    </message>
    <message>
        <source>Edited: run it</source>
        <translation>已修改：请运行</translation>
    </message>
    <message>
        <source>The program was changed after this. Run it to see what it prints now.</source>
        <translation>程序在此之后被修改。运行程序即可查看它现在的输出。</translation>
    </message>
    <message>
        <source>You stopped before this was checked.</source>
        <translation>在检查之前已停止。</translation>
    </message>
    <message>
        <source>You stopped before there was an answer.</source>
        <translation>在得出答案之前已停止。</translation>
    </message>
    <message>
        <source>More answers are being written and compared.</source>
        <translation>正在写出并比较更多答案。</translation>
    </message>
    <message>
        <source>Computed by algebra.</source>
        <translation>由代数算出。</translation>
    </message>
    <message>
        <source>Computed by algebra, and put back: it holds.</source>
        <translation>由代数算出并代回：成立。</translation>
    </message>
    <message>
        <source>Computed by algebra, and checked in another way.</source>
        <translation>由代数算出，并用另一种方法检查过。</translation>
    </message>
    <message>
        <source>The explanation comes to the same answer.</source>
        <translation>讲解得出相同的答案。</translation>
    </message>
    <message>
        <source>The explanation comes to another answer: do not trust it.</source>
        <translation>讲解得出不同的答案：请不要相信它。</translation>
    </message>
    <message>
        <source>Put back into the equations it fails: check it yourself.</source>
        <translation>代回方程后不成立：请自行检查。</translation>
    </message>
    <message>
        <source>Put back into the equations it holds within its rounding.</source>
        <translation>代回方程后，在舍入误差范围内成立。</translation>
    </message>
    <message>
        <source>Put back into the equations it holds.</source>
        <translation>代回方程后成立。</translation>
    </message>
    <message>
        <source>Put back into the program&apos;s own equations it holds within its rounding.</source>
        <translation>代回程序自己的方程后，在舍入误差范围内成立。</translation>
    </message>
    <message>
        <source>Put back into the program&apos;s own equations it holds.</source>
        <translation>代回程序自己的方程后成立。</translation>
    </message>
    <message>
        <source>A program computed it, and a line of reasoning came to the same answer.</source>
        <translation>程序计算出了结果，文字推理也得到了相同的答案。</translation>
    </message>
    <message>
        <source>The program and the reasoning come to different answers: check them yourself.</source>
        <translation>程序和推理得到了不同的答案：请自行核对。</translation>
    </message>
    <message>
        <source>The model did not come to an end. Allow it a longer text in the settings.</source>
        <translation>模型没有写完。请在设置中允许更长的文本。</translation>
    </message>
    <message>
        <source>No answer could be read from what the model wrote.</source>
        <translation>无法从模型写出的内容中读出答案。</translation>
    </message>
    <message>
        <source>Two texts of the same kind come to different answers: check them yourself.</source>
        <translation>两段同类的文字得出了不同的答案：请自行核对。</translation>
    </message>
    <message>
        <source>Two programs agree. No reasoning was compared with them.</source>
        <translation>两个程序的结果一致，没有与文字推理比较。</translation>
    </message>
    <message>
        <source>Two lines of reasoning agree. Nothing was computed.</source>
        <translation>两段文字推理的结果一致，没有进行计算。</translation>
    </message>
    <message>
        <source>Reasoning and small programs in turn came to it. Nothing else was compared.</source>
        <translation>推理与小程序交替得出了这个答案。没有与其他答案比较。</translation>
    </message>
    <message>
        <source>A program computed it. Nothing else was compared with it.</source>
        <translation>由程序计算得出，没有与其他结果比较。</translation>
    </message>
    <message>
        <source>A program computed it. The reasoning came to no answer to compare with.</source>
        <translation>由程序计算得出。推理没有得到可供比较的答案。</translation>
    </message>
    <message>
        <source>It comes from the reasoning alone. Nothing was computed.</source>
        <translation>仅来自文字推理，没有经过计算。</translation>
    </message>
    <message>
        <source>It comes from the reasoning alone: the program gave no answer.</source>
        <translation>仅来自文字推理：程序没有给出答案。</translation>
    </message>
    <message>
        <source>Programs and reasoning came to it again and again: the lead is safe.</source>
        <translation>程序和推理一再得出这个答案：领先是可靠的。</translation>
    </message>
    <message>
        <source>Most answers say so, but only by one of the two ways: check it yourself.</source>
        <translation>大多数答案如此，但只出自两种方法中的一种：请自行检查。</translation>
    </message>
    <message>
        <source>Too few answers could be read to be safe: check it yourself.</source>
        <translation>可读取的答案太少，不足以确定：请自行检查。</translation>
    </message>
    <message>
        <source>The answers are divided. This one leads, but not safely: check it yourself.</source>
        <translation>答案有分歧。此答案领先但并不可靠：请自行检查。</translation>
    </message>
    <message>
        <source>Right {times} times in 100</source>
        <translation>100 次中有 {times} 次正确</translation>
    </message>
    <message>
        <source>Measured with this model: of {count} answers to practice problems that were found and checked in this way, {right} were right.</source>
        <translation>用此模型测得：以这种方式得出并检查的 {count} 个练习题答案中，{right} 个是正确的。</translation>
    </message>
    <message>
        <source>{right} of {count} were right</source>
        <translation>{count} 个中有 {right} 个正确</translation>
    </message>
    <message>
        <source>These are few: take it as a hint.</source>
        <translation>数量很少：仅供参考。</translation>
    </message>
    <message>
        <source>You edited the program.</source>
        <translation>程序已被修改。</translation>
    </message>
    <message>
        <source>It did not run to its end, so there is no answer from it.</source>
        <translation>它没有运行到结束，因此没有答案。</translation>
    </message>
    <message>
        <source>It printed nothing that reads as an answer.</source>
        <translation>它没有输出可以当作答案的内容。</translation>
    </message>
    <message>
        <source>What it prints now agrees with the reasoning.</source>
        <translation>它现在的输出与推理一致。</translation>
    </message>
    <message>
        <source>What it prints now differs from the reasoning.</source>
        <translation>它现在的输出与推理不同。</translation>
    </message>
    <message>
        <source>This is what it prints now. Nothing else was compared with it.</source>
        <translation>这是它现在的输出，没有与其他结果比较。</translation>
    </message>
    <message>
        <source>The model is being loaded. Your problem is next.</source>
        <translation>正在加载模型，随后就解这道题。</translation>
    </message>
    <message>
        <source>The program says so. The reasoning is being written to compare.</source>
        <translation>程序给出了这个结果。正在写推理以便比较。</translation>
    </message>
    <message>
        <source>The program gave no answer. The reasoning is being written.</source>
        <translation>程序没有给出答案。正在写推理。</translation>
    </message>
    <message>
        <source>The program is running in the sandbox.</source>
        <translation>程序正在沙箱中运行。</translation>
    </message>
    <message>
        <source>A program and a line of reasoning are being written.</source>
        <translation>正在编写程序和推理。</translation>
    </message>
    <message>
        <source>A program is being written.</source>
        <translation>正在编写程序。</translation>
    </message>
    <message>
        <source>The reasoning is being written.</source>
        <translation>正在写推理。</translation>
    </message>
    <message>
        <source>The problem is being read.</source>
        <translation>正在读题。</translation>
    </message>
    <message>
        <source>Algebra</source>
        <translation>代数</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
</context>
<context>
    <name>AnswerCard</name>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the answer</source>
        <translation>复制答案</translation>
    </message>
    <message>
        <source>Another try</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Solve it again with other random choices</source>
        <translation>用不同的随机选择再解一次</translation>
    </message>
    <message>
        <source>Try harder</source>
        <translation>更努力地尝试</translation>
    </message>
    <message>
        <source>Compare many answers and take the one most agree on</source>
        <translation>比较许多答案，并采用最一致的那个</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Save or print this solution</source>
        <translation>保存或打印此解答</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>讲解</translation>
    </message>
    <message>
        <source>Let the model explain this answer</source>
        <translation>让模型讲解这个答案</translation>
    </message>
    <message>
        <source>Save as a file…</source>
        <translation>另存为文件…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Answer: {text}.</source>
        <translation>答案：{text}。</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>try {number}</source>
        <translation>第 {number} 次</translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message>
        <source>Solve a file</source>
        <translation>求解文件</translation>
    </message>
    <message>
        <source>Table (CSV), JSON Lines, or text with one problem a line</source>
        <translation>表格（CSV）、JSON Lines，或每行一道题的文本</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the file of problems</source>
        <translation>选择题目文件</translation>
    </message>
    <message>
        <source>Problems solved</source>
        <translation>已解的题目</translation>
    </message>
    <message>
        <source>Solve</source>
        <translation>求解</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Open the results</source>
        <translation>打开结果</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Every problem of the file is solved, and each result is written at once. If it is stopped, it goes on from there the next time.</source>
        <translation>文件中的每道题都会求解，每个结果会立即写入。停止后，下次从停下的地方继续。</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>题目</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>File of problems</source>
        <translation>题目文件</translation>
    </message>
    <message>
        <source>Problems ({kinds})</source>
        <translation>题目（{kinds}）</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有答案</translation>
    </message>
    <message>
        <source>{id}: {answer}</source>
        <translation>{id}：{answer}</translation>
    </message>
    <message>
        <source>{done} of {total} solved</source>
        <translation>已解 {done} / {total}</translation>
    </message>
    <message>
        <source>{progress}, {time} left</source>
        <translation>{progress}，剩余 {time}</translation>
    </message>
    <message>
        <source>{answered} of {total} problems have an answer.</source>
        <translation>{total} 道题中有 {answered} 道得到了答案。</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Stopped. What is solved is written; the rest follows when you go on.</source>
        <translation>已停止。已解的结果都已写入；继续后完成其余部分。</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Add a choice</source>
        <translation>添加选项</translation>
    </message>
    <message>
        <source>Choice, empty</source>
        <translation>选项，空</translation>
    </message>
    <message>
        <source>Remove this empty choice</source>
        <translation>删除此空选项</translation>
    </message>
    <message>
        <source>Choice {letter}</source>
        <translation>选项 {letter}</translation>
    </message>
    <message>
        <source>Remove choice {letter}</source>
        <translation>删除选项 {letter}</translation>
    </message>
</context>
<context>
    <name>CodeEditor</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Error in line {line}: {message}</source>
        <translation>第 {line} 行有错误：{message}</translation>
    </message>
    <message>
        <source>Shift+Return runs the program. While you type, Tab indents; press Escape, then Tab, to leave.</source>
        <translation>Shift+回车运行程序。输入时 Tab 用于缩进；按 Esc 再按 Tab 离开。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Solve the problem</source>
        <translation>求解题目</translation>
    </message>
    <message>
        <source>Stop solving</source>
        <translation>停止求解</translation>
    </message>
    <message>
        <source>Another try at the same problem</source>
        <translation>同一道题再试一次</translation>
    </message>
    <message>
        <source>New problem</source>
        <translation>新题目</translation>
    </message>
    <message>
        <source>Open a text file</source>
        <translation>打开文本文件</translation>
    </message>
    <message>
        <source>Solve a file of problems</source>
        <translation>求解一个题目文件</translation>
    </message>
    <message>
        <source>Show or hide the keypad</source>
        <translation>显示或隐藏数学键盘</translation>
    </message>
    <message>
        <source>Run the program again</source>
        <translation>重新运行程序</translation>
    </message>
    <message>
        <source>Save the solution as a file</source>
        <translation>将解答保存为文件</translation>
    </message>
    <message>
        <source>Print the solution</source>
        <translation>打印解答</translation>
    </message>
    <message>
        <source>Go to the problem</source>
        <translation>转到题目</translation>
    </message>
    <message>
        <source>Go to the answer</source>
        <translation>转到答案</translation>
    </message>
    <message>
        <source>Go to the reasoning</source>
        <translation>转到推理</translation>
    </message>
    <message>
        <source>Go to the program</source>
        <translation>转到程序</translation>
    </message>
    <message>
        <source>Show or hide earlier problems</source>
        <translation>显示或隐藏以前的题目</translation>
    </message>
    <message>
        <source>Check my work</source>
        <translation>检查我的解答</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Keyboard and help</source>
        <translation>键盘与帮助</translation>
    </message>
    <message>
        <source>Close Steppe</source>
        <translation>关闭 Steppe</translation>
    </message>
    <message>
        <source>Earlier problems, in the problem&apos;s first line</source>
        <translation>以前的题目（在题目第一行）</translation>
    </message>
    <message>
        <source>Go on to the next part of the window</source>
        <translation>转到窗口的下一部分</translation>
    </message>
    <message>
        <source>Run the program, inside it</source>
        <translation>运行程序（在程序内）</translation>
    </message>
</context>
<context>
    <name>Conductor</name>
    <message>
        <source>Solving</source>
        <translation>求解</translation>
    </message>
    <message>
        <source>Read from {name}.</source>
        <translation>读取自 {name}。</translation>
    </message>
</context>
<context>
    <name>ConvertDialog</name>
    <message>
        <source>Convert a checkpoint</source>
        <translation>转换检查点</translation>
    </message>
    <message>
        <source>Folder of the checkpoint</source>
        <translation>检查点所在文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Convert</source>
        <translation>转换</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What was made</source>
        <translation>转换结果</translation>
    </message>
    <message>
        <source>small and good (recommended)</source>
        <translation>小而好（推荐）</translation>
    </message>
    <message>
        <source>a little larger, a little closer</source>
        <translation>稍大，稍精确</translation>
    </message>
    <message>
        <source>larger, closer</source>
        <translation>较大，较精确</translation>
    </message>
    <message>
        <source>large, nearly the original</source>
        <translation>大，接近原始模型</translation>
    </message>
    <message>
        <source>not quantized, very large</source>
        <translation>未量化，非常大</translation>
    </message>
    <message>
        <source>A fine-tuned model as its authors publish it becomes one file that Steppe can run. It is checked, put among the models here, and also kept beside the checkpoint.</source>
        <translation>把作者发布的微调模型变成 Steppe 可以运行的一个文件。该文件经过检查后放入这里的模型中，同时也保留在检查点旁边。</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>The model is ready.</source>
        <translation>模型已就绪。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用它</translation>
    </message>
    <message>
        <source>{name} as {type}: {size}</source>
        <translation>{name}，类型 {type}：{size}</translation>
    </message>
    <message>
        <source>, {percent} % of the checkpoint</source>
        <translation>，为检查点的 {percent} %</translation>
    </message>
    <message>
        <source>Largest relative error: {error} in {tensor}</source>
        <translation>最大相对误差：{error}（{tensor}）</translation>
    </message>
    <message>
        <source>File: {path}</source>
        <translation>文件：{path}</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Paused. The same conversion goes on from here.</source>
        <translation>已暂停。同样的转换将从这里继续。</translation>
    </message>
</context>
<context>
    <name>DerivationEditor</name>
    <message>
        <source>Your steps, one on each line</source>
        <translation>您的步骤，每行一步</translation>
    </message>
</context>
<context>
    <name>Doors</name>
    <message>
        <source>The language changes when Steppe is started the next time: a model is being fetched.</source>
        <translation>正在获取模型，语言将在下次启动 Steppe 时更改。</translation>
    </message>
    <message>
        <source>All right</source>
        <translation>好的</translation>
    </message>
</context>
<context>
    <name>EntryPanel</name>
    <message>
        <source>Keypad</source>
        <translation>数学键盘</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Solve</source>
        <translation>求解</translation>
    </message>
    <message>
        <source>Type a problem, in words or as a formula: x^2 = 2</source>
        <translation>输入题目，可以用文字或公式：x^2 = 2</translation>
    </message>
    <message>
        <source>Open a problem</source>
        <translation>打开题目</translation>
    </message>
    <message>
        <source>Text (*.txt *.md *.tex);;All files (*)</source>
        <translation>文本 (*.txt *.md *.tex);;所有文件 (*)</translation>
    </message>
    <message>
        <source>A picture cannot be read.</source>
        <translation>无法读取图片。</translation>
    </message>
    <message>
        <source>Type the problem instead.</source>
        <translation>请直接输入题目。</translation>
    </message>
</context>
<context>
    <name>ExamClock</name>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>{minutes} minutes left</source>
        <translation>还剩 {minutes} 分钟</translation>
    </message>
    <message>
        <source>(window left: {count})</source>
        <translation>（离开窗口：{count} 次）</translation>
    </message>
</context>
<context>
    <name>ExampleCard</name>
    <message>
        <source>Try: {problem}</source>
        <translation>试试：{problem}</translation>
    </message>
</context>
<context>
    <name>Examples</name>
    <message>
        <source>A story</source>
        <translation>应用题</translation>
    </message>
    <message>
        <source>A bakery sells 3 rolls for $2. It baked 162, threw 12 away and sold the rest. What did it take?</source>
        <translation>一家面包店 3 个面包卖 2 元。它烤了 162 个，扔掉 12 个，其余全部卖出。一共收入多少元？</translation>
    </message>
    <message>
        <source>An equation</source>
        <translation>方程</translation>
    </message>
    <message>
        <source>Solve $x^2 - 5x + 6 = 0$ for $x$.</source>
        <translation>解方程 $x^2 - 5x + 6 = 0$，求 $x$。</translation>
    </message>
    <message>
        <source>A curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Where does the parabola $y = x^2 - 4x + 1$ have its lowest point?</source>
        <translation>抛物线 $y = x^2 - 4x + 1$ 的最低点在哪里？</translation>
    </message>
    <message>
        <source>An integral</source>
        <translation>积分</translation>
    </message>
    <message>
        <source>What is $\int_0^{\pi} x \sin(x) \, dx$?</source>
        <translation>求 $\int_0^{\pi} x \sin(x) \, dx$ 的值。</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Two fair dice are thrown. How likely is it that their sum is at least 10?</source>
        <translation>掷两个均匀的骰子。点数之和至少为 10 的概率是多少？</translation>
    </message>
    <message>
        <source>Two unknowns</source>
        <translation>两个未知数</translation>
    </message>
    <message>
        <source>A train has 14 coaches with 4 or 6 axles each, 68 axles in all. How many have 6 axles?</source>
        <translation>一列火车有 14 节车厢，每节有 4 根或 6 根车轴，共 68 根。有多少节车厢有 6 根车轴？</translation>
    </message>
    <message>
        <source>Geometry</source>
        <translation>几何</translation>
    </message>
    <message>
        <source>A ladder of 6.5 m leans on a wall, its foot 2.5 m away from it. How high does it reach?</source>
        <translation>一架 6.5 米长的梯子靠在墙上，底端离墙 2.5 米。它能达到多高？</translation>
    </message>
    <message>
        <source>With choices</source>
        <translation>选择题</translation>
    </message>
    <message>
        <source>Which of these numbers is divisible by 9?</source>
        <translation>下列哪个数能被 9 整除？</translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Printing…</source>
        <translation>正在打印…</translation>
    </message>
    <message>
        <source>Writing {name}…</source>
        <translation>正在写入 {name}…</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
    <message>
        <source>Printed.</source>
        <translation>已打印。</translation>
    </message>
    <message>
        <source>The printer does not answer.</source>
        <translation>打印机没有响应。</translation>
    </message>
    <message>
        <source>en</source>
        <comment>the tag of this language: de, zh</comment>
        <translation>zh</translation>
    </message>
</context>
<context>
    <name>FirstStartPage</name>
    <message>
        <source>I have the file on a stick…</source>
        <translation>文件在 U 盘上…</translation>
    </message>
    <message>
        <source>Other models…</source>
        <translation>其他模型…</translation>
    </message>
    <message>
        <source>Solve formulas now</source>
        <translation>现在就求解公式</translation>
    </message>
    <message>
        <source>Check my work</source>
        <translation>检查我的解答</translation>
    </message>
    <message>
        <source>One thing is missing: a model</source>
        <translation>还缺一样：模型</translation>
    </message>
    <message>
        <source>A model is the part that reads a problem and writes the solution. It is fetched once from a public library of models on the internet or, where that is blocked, from the package index that this machine uses. After that Steppe needs no internet, and no problem leaves this machine.</source>
        <translation>模型负责读题并写出解答。它只需从互联网上的公共模型库下载一次；如果那里被屏蔽，则从这台电脑使用的软件包索引下载。之后 Steppe 不再需要网络，任何题目都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Welcome to Steppe</source>
        <translation>欢迎使用 Steppe</translation>
    </message>
    <message>
        <source>It solves maths problems step by step, twice, and compares the answers.</source>
        <translation>它用两种方法一步一步地解数学题，并比较答案。</translation>
    </message>
    <message>
        <source>Algebra works already, without a model: equations, derivatives, integrals, and your own work.</source>
        <translation>无需模型，代数已经可用：方程、导数、积分，以及检查您自己的解答。</translation>
    </message>
    <message>
        <source>{free} free on this disk</source>
        <translation>此磁盘剩余 {free}</translation>
    </message>
    <message>
        <source>Resume the download at {percent} %</source>
        <translation>从 {percent} % 继续下载</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>下载 {size}</translation>
    </message>
    <message>
        <source>The disk has {free} free, and {size} are needed. Make room first.</source>
        <translation>磁盘剩余 {free}，需要 {size}。请先腾出空间。</translation>
    </message>
    <message>
        <source>Import a model file</source>
        <translation>导入模型文件</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>模型文件 (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>The model is ready.</source>
        <translation>模型已就绪。</translation>
    </message>
    <message>
        <source>The model could not be fetched: the internet is out of reach from here, or it is blocked. What has arrived is kept. Try again later, or bring the model file on a stick.</source>
        <translation>无法下载模型：这里连不上互联网，或者被屏蔽了。已下载的部分会保留。请稍后再试，或用 U 盘带来模型文件。</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>导入文件…</translation>
    </message>
</context>
<context>
    <name>FormulaDocument</name>
    <message>
        <source>Step {number}: {words}</source>
        <translation>第 {number} 步：{words}</translation>
    </message>
</context>
<context>
    <name>HelpPage</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>How it works</source>
        <translation>工作方式</translation>
    </message>
    <message>
        <source>Type a problem in your own words and press Solve. Formulas may be written in LaTeX.</source>
        <translation>用自己的话输入题目，然后按“求解”。公式可以用 LaTeX 书写。</translation>
    </message>
    <message>
        <source>Steppe writes a program and a line of reasoning, runs the program in a closed box on this computer, and compares the two answers.</source>
        <translation>Steppe 会写一个程序和一段推理，在这台电脑的封闭环境中运行程序，并比较两个答案。</translation>
    </message>
    <message>
        <source>Nothing leaves this computer, unless you choose a model on a server: then what you solve is sent there, and the line at the foot of the window says so.</source>
        <translation>任何内容都不会离开这台电脑，除非您选择服务器上的模型：那时您求解的题目会发送到那里，窗口底部的状态行会说明这一点。</translation>
    </message>
    <message>
        <source>You may change the program and run it again: the answer follows.</source>
        <translation>可以修改程序并重新运行，答案会随之更新。</translation>
    </message>
    <message>
        <source>How far to trust an answer</source>
        <translation>答案有多可信</translation>
    </message>
    <message>
        <source>Both ways agree</source>
        <translation>两种方法结果一致</translation>
    </message>
    <message>
        <source>The program and the reasoning came to the same answer. Most such answers are right.</source>
        <translation>程序和推理得到了相同的答案。这样的答案大多是对的。</translation>
    </message>
    <message>
        <source>The two ways differ</source>
        <translation>两种方法结果不同</translation>
    </message>
    <message>
        <source>At least one is wrong. Look at both.</source>
        <translation>至少有一个是错的。请两个都看看。</translation>
    </message>
    <message>
        <source>A clear vote</source>
        <translation>投票结果明确</translation>
    </message>
    <message>
        <source>More answers were compared, and programs and reasoning say the same again and again.</source>
        <translation>比较了更多答案，程序和推理一再给出相同结果。</translation>
    </message>
    <message>
        <source>A close vote</source>
        <translation>投票结果接近</translation>
    </message>
    <message>
        <source>More answers were compared, and they are divided. Look at the tally.</source>
        <translation>比较了更多答案，但有分歧。请查看计票。</translation>
    </message>
    <message>
        <source>One way only</source>
        <translation>只有一种方法</translation>
    </message>
    <message>
        <source>There was nothing to compare the answer with.</source>
        <translation>没有可以与答案比较的结果。</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Steppe {version}. It never looks for a newer one by itself: updates come as new packages.</source>
        <translation>Steppe {version}。程序从不自行查找新版本：更新以新的安装包提供。</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Search what was solved</source>
        <translation>搜索解过的题目</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>搜索历史记录</translation>
    </message>
    <message>
        <source>Only favourites</source>
        <translation>仅收藏</translation>
    </message>
    <message>
        <source>Solved problems</source>
        <translation>解过的题目</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Tags and note…</source>
        <translation>标签和备注…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export with solutions…</source>
        <translation>连同解答一起导出…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Delete “{problem}” for good?</source>
        <translation>永久删除“{problem}”吗？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Worksheet</source>
        <translation>练习题</translation>
    </message>
    <message>
        <source>Nothing is kept: the history is switched off.</source>
        <translation>不保留任何内容：历史记录已关闭。</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Nothing here yet. Every problem that is solved will be listed here, on this machine only.</source>
        <translation>这里还没有内容。解过的每道题都会列在这里，仅保存在这台电脑上。</translation>
    </message>
    <message>
        <source>Export as a worksheet…</source>
        <translation>导出为练习题…</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>divided by</source>
        <translation>除以</translation>
    </message>
    <message>
        <source>times</source>
        <translation>乘</translation>
    </message>
    <message>
        <source>minus</source>
        <translation>减</translation>
    </message>
    <message>
        <source>plus</source>
        <translation>加</translation>
    </message>
    <message>
        <source>equals</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>point</source>
        <translation>小数点</translation>
    </message>
    <message>
        <source>fraction</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>square root</source>
        <translation>平方根</translation>
    </message>
    <message>
        <source>squared</source>
        <translation>平方</translation>
    </message>
    <message>
        <source>to the power of</source>
        <translation>次方</translation>
    </message>
    <message>
        <source>open bracket</source>
        <translation>左括号</translation>
    </message>
    <message>
        <source>close bracket</source>
        <translation>右括号</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>delete to the left</source>
        <translation>向左删除</translation>
    </message>
    <message>
        <source>integral</source>
        <translation>积分</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>求和</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>极限</translation>
    </message>
    <message>
        <source>derivative</source>
        <translation>导数</translation>
    </message>
    <message>
        <source>pi</source>
        <translation>圆周率</translation>
    </message>
    <message>
        <source>infinity</source>
        <translation>无穷大</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>度</translation>
    </message>
    <message>
        <source>sine</source>
        <translation>正弦</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>tangent</source>
        <translation>正切</translation>
    </message>
    <message>
        <source>natural logarithm</source>
        <translation>自然对数</translation>
    </message>
    <message>
        <source>logarithm to a base</source>
        <translation>以某数为底的对数</translation>
    </message>
    <message>
        <source>e to the power of</source>
        <translation>e 的次方</translation>
    </message>
    <message>
        <source>factorial</source>
        <translation>阶乘</translation>
    </message>
    <message>
        <source>absolute value</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>less than</source>
        <translation>小于</translation>
    </message>
    <message>
        <source>greater than</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>less than or equal to</source>
        <translation>小于或等于</translation>
    </message>
    <message>
        <source>greater than or equal to</source>
        <translation>大于或等于</translation>
    </message>
    <message>
        <source>not equal to</source>
        <translation>不等于</translation>
    </message>
    <message>
        <source>percent</source>
        <translation>百分号</translation>
    </message>
    <message>
        <source>formula</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>matrix</source>
        <translation>矩阵</translation>
    </message>
</context>
<context>
    <name>KioskBar</name>
    <message>
        <source>Keyboard</source>
        <translation>键盘</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>重新开始</translation>
    </message>
</context>
<context>
    <name>KioskPlace</name>
    <message>
        <source>No model is installed. Please tell whoever looks after this machine.</source>
        <translation>没有安装模型。请告诉管理这台设备的人。</translation>
    </message>
    <message>
        <source>Something in Steppe itself went wrong. You can go on.</source>
        <translation>Steppe 内部出了点问题。您可以继续使用。</translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>The time is over.</source>
        <translation>时间到。</translation>
    </message>
</context>
<context>
    <name>MathsView</name>
    <message>
        <source>Solution</source>
        <translation>解答</translation>
    </message>
    <message>
        <source>Step {number} is wrong. {note}</source>
        <translation>第 {number} 步有错。{note}</translation>
    </message>
</context>
<context>
    <name>ModePicker</name>
    <message>
        <source>Way of solving</source>
        <translation>求解方式</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>More models…</source>
        <translation>更多模型…</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Check file</source>
        <translation>检查文件</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove now</source>
        <translation>立即删除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Resume at {percent} %</source>
        <translation>从 {percent} % 继续</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>重新下载</translation>
    </message>
    <message>
        <source>It cannot be downloaded; import a file.</source>
        <translation>无法下载，请导入文件。</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>已安装</translation>
    </message>
    <message>
        <source>fits</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>fits with shorter texts</source>
        <translation>文本较短时适合</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>太大</translation>
    </message>
    <message>
        <source>Remove this model from the machine? {size} become free.</source>
        <translation>从这台电脑删除此模型吗？将释放 {size}。</translation>
    </message>
    <message>
        <source>The file is whole: it is exactly what its publisher offers.</source>
        <translation>文件完整：与发布者提供的完全一致。</translation>
    </message>
    <message>
        <source>The file is whole: it is exactly what was imported.</source>
        <translation>文件完整：与导入时完全一致。</translation>
    </message>
    <message>
        <source>The model is ready.</source>
        <translation>模型已就绪。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用它</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Import a file…</source>
        <translation>导入文件…</translation>
    </message>
    <message>
        <source>Convert a checkpoint…</source>
        <translation>转换检查点…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>This machine: {facts}</source>
        <translation>这台电脑：{facts}</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>Fit this machine</source>
        <translation>适合这台电脑</translation>
    </message>
    <message>
        <source>Other models</source>
        <translation>其他模型</translation>
    </message>
    <message>
        <source>Import a model file</source>
        <translation>导入模型文件</translation>
    </message>
    <message>
        <source>Model files (*.gguf)</source>
        <translation>模型文件 (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>{id} is imported: it is exactly the file that its publisher offers.</source>
        <translation>{id} 已导入：与发布者提供的文件完全一致。</translation>
    </message>
    <message>
        <source>{id} is imported. No published checksum is known to compare it with.</source>
        <translation>{id} 已导入。没有已发布的校验和可供比较。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用它</translation>
    </message>
    <message>
        <source>The import was stopped; nothing was changed.</source>
        <translation>导入已停止，没有任何更改。</translation>
    </message>
</context>
<context>
    <name>Modes</name>
    <message>
        <source>Both, compared</source>
        <translation>两者并比较</translation>
    </message>
    <message>
        <source>Writes a program and a line of reasoning, and compares their answers.</source>
        <translation>写一个程序和一段推理，并比较两者的答案。</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Writes a program, runs it and reads the answer.</source>
        <translation>写一个程序，运行它并读取答案。</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Reasons in words, without a program.</source>
        <translation>用文字推理，不写程序。</translation>
    </message>
    <message>
        <source>Program first</source>
        <translation>程序优先</translation>
    </message>
    <message>
        <source>Writes a program, and reasons in words only if that gives no answer.</source>
        <translation>先写程序，只有在程序没有给出答案时才用文字推理。</translation>
    </message>
    <message>
        <source>In turns</source>
        <translation>交替进行</translation>
    </message>
    <message>
        <source>Reasons in words and runs small programs on the way.</source>
        <translation>用文字推理，并在途中运行小程序。</translation>
    </message>
    <message>
        <source>Vote</source>
        <translation>投票</translation>
    </message>
    <message>
        <source>Compares many answers and takes the one that most agree on. This takes minutes.</source>
        <translation>比较许多答案并采用最一致的那个。这需要几分钟。</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>PIN</source>
        <translation>PIN 码</translation>
    </message>
    <message>
        <source>For attendants: the PIN ends Steppe</source>
        <translation>管理人员：输入 PIN 码退出 Steppe</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Wrong. Try again in {seconds} s.</source>
        <translation>不正确。请在 {seconds} 秒后重试。</translation>
    </message>
    <message>
        <source>Wrong.</source>
        <translation>不正确。</translation>
    </message>
    <message>
        <source>delete to the left</source>
        <translation>向左删除</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>PlotPanel</name>
    <message>
        <source>Whole plot</source>
        <translation>完整图像</translation>
    </message>
    <message>
        <source>Show the whole plot again</source>
        <translation>重新显示完整图像</translation>
    </message>
</context>
<context>
    <name>PlotWidget</name>
    <message>
        <source>Plot</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>Preview of the problem</source>
        <translation>题目预览</translation>
    </message>
</context>
<context>
    <name>ProblemBox</name>
    <message>
        <source>Problem</source>
        <translation>题目</translation>
    </message>
    <message>
        <source>Type a problem. Control and Return solves it.</source>
        <translation>输入题目。按 Ctrl 和回车求解。</translation>
    </message>
    <message>
        <source>Type, paste or drop a problem. Formulas may be in LaTeX: $x^2 = 2$</source>
        <translation>输入、粘贴或拖入题目。公式可用 LaTeX：$x^2 = 2$</translation>
    </message>
</context>
<context>
    <name>ProgramPanel</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Undo edits</source>
        <translation>撤销修改</translation>
    </message>
    <message>
        <source>Bring back the program as the model wrote it</source>
        <translation>恢复模型写的程序</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the program</source>
        <translation>复制程序</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>正在写</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>There is no program for this problem.</source>
        <translation>这道题没有程序。</translation>
    </message>
    <message>
        <source>The program will be written here.</source>
        <translation>程序将写在这里。</translation>
    </message>
    <message>
        <source>What it prints appears here.</source>
        <translation>输出将显示在这里。</translation>
    </message>
    <message>
        <source>Output of the program</source>
        <translation>程序的输出</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>(nothing was printed)</source>
        <translation>（没有输出）</translation>
    </message>
</context>
<context>
    <name>ProsePanel</name>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the reasoning</source>
        <translation>复制推理</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>正在写</translation>
    </message>
    <message>
        <source>Comes after the program.</source>
        <translation>在程序之后。</translation>
    </message>
    <message>
        <source>Only if it is needed.</source>
        <translation>仅在需要时。</translation>
    </message>
    <message>
        <source>There is no reasoning for this problem.</source>
        <translation>这道题没有推理。</translation>
    </message>
    <message>
        <source>Algebra answered without a model.</source>
        <translation>代数无需模型就给出了答案。</translation>
    </message>
</context>
<context>
    <name>RemarksDialog</name>
    <message>
        <source>Tags and note</source>
        <translation>标签和备注</translation>
    </message>
    <message>
        <source>#algebra #test</source>
        <translation>#代数 #测验</translation>
    </message>
    <message>
        <source>Tags, with spaces between</source>
        <translation>标签，用空格分开</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>ScreenKeyboard</name>
    <message>
        <source>Keyboard on the screen</source>
        <translation>屏幕键盘</translation>
    </message>
    <message>
        <source>capital letters</source>
        <translation>大写字母</translation>
    </message>
    <message>
        <source>signs</source>
        <translation>符号</translation>
    </message>
    <message>
        <source>space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>delete to the left</source>
        <translation>向左删除</translation>
    </message>
    <message>
        <source>new line</source>
        <translation>换行</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Use the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Locked by whoever looks after this machine.</source>
        <translation>已被这台电脑的管理员锁定。</translation>
    </message>
    <message>
        <source>Set by {place} for this run.</source>
        <translation>本次运行由 {place} 设定。</translation>
    </message>
    <message>
        <source>Set for this machine.</source>
        <translation>已为这台电脑设定。</translation>
    </message>
    <message>
        <source>On</source>
        <translation>开启</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Changes are kept at once.</source>
        <translation>更改立即保存。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>The recommended one</source>
        <translation>推荐的模型</translation>
    </message>
    <message numerus="yes">
        <source>%n more of this kind.</source>
        <translation>
            <numerusform>还有 %n 条类似提示。</numerusform>
        </translation>
    </message>
    <message>
        <source>Open the file</source>
        <translation>打开文件</translation>
    </message>
</context>
<context>
    <name>Solution</name>
    <message>
        <source>Plot</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
</context>
<context>
    <name>SolutionView</name>
    <message>
        <source>The program&apos;s answer is {text}.</source>
        <translation>程序的答案是 {text}。</translation>
    </message>
    <message>
        <source>The program runs.</source>
        <translation>程序正在运行。</translation>
    </message>
</context>
<context>
    <name>Speech</name>
    <message>
        <source>plus</source>
        <translation>加</translation>
    </message>
    <message>
        <source>minus</source>
        <translation>减</translation>
    </message>
    <message>
        <source>times</source>
        <translation>乘</translation>
    </message>
    <message>
        <source>over</source>
        <translation>除以</translation>
    </message>
    <message>
        <source>equals</source>
        <translation>等于</translation>
    </message>
    <message>
        <source>is less than</source>
        <translation>小于</translation>
    </message>
    <message>
        <source>is greater than</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>bar</source>
        <translation>横线</translation>
    </message>
    <message>
        <source>factorial</source>
        <translation>阶乘</translation>
    </message>
    <message>
        <source>prime</source>
        <translation>撇</translation>
    </message>
    <message>
        <source>is at most</source>
        <translation>小于等于</translation>
    </message>
    <message>
        <source>is at least</source>
        <translation>大于等于</translation>
    </message>
    <message>
        <source>is not equal to</source>
        <translation>不等于</translation>
    </message>
    <message>
        <source>is about</source>
        <translation>约等于</translation>
    </message>
    <message>
        <source>divided by</source>
        <translation>除以</translation>
    </message>
    <message>
        <source>plus or minus</source>
        <translation>正负</translation>
    </message>
    <message>
        <source>square root of</source>
        <translation>平方根</translation>
    </message>
    <message>
        <source>pi</source>
        <translation>圆周率</translation>
    </message>
    <message>
        <source>infinity</source>
        <translation>无穷大</translation>
    </message>
    <message>
        <source>percent</source>
        <translation>百分号</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>度</translation>
    </message>
    <message>
        <source>squared</source>
        <translation>平方</translation>
    </message>
    <message>
        <source>cubed</source>
        <translation>立方</translation>
    </message>
    <message>
        <source>minus or plus</source>
        <translation>负正</translation>
    </message>
    <message>
        <source>is equivalent to</source>
        <translation>恒等于</translation>
    </message>
    <message>
        <source>is congruent to</source>
        <translation>全等于</translation>
    </message>
    <message>
        <source>is similar to</source>
        <translation>相似于</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>goes to</source>
        <translation>趋于</translation>
    </message>
    <message>
        <source>implies</source>
        <translation>推出</translation>
    </message>
    <message>
        <source>if and only if</source>
        <translation>当且仅当</translation>
    </message>
    <message>
        <source>therefore</source>
        <translation>所以</translation>
    </message>
    <message>
        <source>because</source>
        <translation>因为</translation>
    </message>
    <message>
        <source>sum</source>
        <translation>求和</translation>
    </message>
    <message>
        <source>product</source>
        <translation>连乘</translation>
    </message>
    <message>
        <source>integral</source>
        <translation>积分</translation>
    </message>
    <message>
        <source>double integral</source>
        <translation>二重积分</translation>
    </message>
    <message>
        <source>closed integral</source>
        <translation>闭合积分</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>极限</translation>
    </message>
    <message>
        <source>in</source>
        <translation>属于</translation>
    </message>
    <message>
        <source>not in</source>
        <translation>不属于</translation>
    </message>
    <message>
        <source>union</source>
        <translation>并</translation>
    </message>
    <message>
        <source>intersection</source>
        <translation>交</translation>
    </message>
    <message>
        <source>is a subset of</source>
        <translation>是其子集</translation>
    </message>
    <message>
        <source>the empty set</source>
        <translation>空集</translation>
    </message>
    <message>
        <source>for all</source>
        <translation>对所有</translation>
    </message>
    <message>
        <source>there is</source>
        <translation>存在</translation>
    </message>
    <message>
        <source>not</source>
        <translation>非</translation>
    </message>
    <message>
        <source>and</source>
        <translation>与</translation>
    </message>
    <message>
        <source>or</source>
        <translation>或</translation>
    </message>
    <message>
        <source>divides</source>
        <translation>整除</translation>
    </message>
    <message>
        <source>is parallel to</source>
        <translation>平行于</translation>
    </message>
    <message>
        <source>is perpendicular to</source>
        <translation>垂直于</translation>
    </message>
    <message>
        <source>angle</source>
        <translation>角</translation>
    </message>
    <message>
        <source>triangle</source>
        <translation>三角形</translation>
    </message>
    <message>
        <source>partial</source>
        <translation>偏</translation>
    </message>
    <message>
        <source>nabla</source>
        <translation>梯度算子</translation>
    </message>
    <message>
        <source>and so on</source>
        <translation>等等</translation>
    </message>
    <message>
        <source>modulo</source>
        <translation>模</translation>
    </message>
    <message>
        <source>natural logarithm of</source>
        <translation>自然对数</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>minimum</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>logarithm of</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>sine</source>
        <translation>正弦</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>tangent</source>
        <translation>正切</translation>
    </message>
    <message>
        <source>floor of</source>
        <translation>向下取整</translation>
    </message>
    <message>
        <source>ceiling of</source>
        <translation>向上取整</translation>
    </message>
    <message>
        <source>left angle bracket</source>
        <translation>左尖括号</translation>
    </message>
    <message>
        <source>right angle bracket</source>
        <translation>右尖括号</translation>
    </message>
    <message>
        <source>check mark</source>
        <translation>对勾</translation>
    </message>
    <message>
        <source>fraction</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>end fraction</source>
        <translation>分数结束</translation>
    </message>
    <message>
        <source>end root</source>
        <translation>根号结束</translation>
    </message>
    <message>
        <source>root of degree</source>
        <translation>次方根，次数</translation>
    </message>
    <message>
        <source>of</source>
        <translation>的</translation>
    </message>
    <message>
        <source>to the power</source>
        <translation>的幂，指数为</translation>
    </message>
    <message>
        <source>end power</source>
        <translation>指数结束</translation>
    </message>
    <message>
        <source>sub</source>
        <translation>下标</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>取</translation>
    </message>
    <message>
        <source>matrix</source>
        <translation>矩阵</translation>
    </message>
    <message>
        <source>end matrix</source>
        <translation>矩阵结束</translation>
    </message>
    <message>
        <source>row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>cases</source>
        <translation>分情况</translation>
    </message>
    <message>
        <source>as</source>
        <translation>当</translation>
    </message>
    <message>
        <source>logarithm to base</source>
        <translation>对数，底数为</translation>
    </message>
    <message>
        <source>tag</source>
        <translation>标号</translation>
    </message>
    <message>
        <source>vector</source>
        <translation>向量</translation>
    </message>
    <message>
        <source>hat</source>
        <translation>帽</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Loading {model}…</source>
        <translation>正在加载 {model}…</translation>
    </message>
    <message>
        <source>Solving…</source>
        <translation>正在求解…</translation>
    </message>
    <message>
        <source>Programs cannot run here: {reason}</source>
        <translation>程序无法在这里运行：{reason}</translation>
    </message>
    <message>
        <source>Ready. {model} answers on the server {server}: what you solve is sent there.</source>
        <translation>就绪。{model} 在服务器 {server} 上回答：您求解的题目会发送到那里。</translation>
    </message>
    <message>
        <source>Ready. {model} runs on this computer; nothing leaves it.</source>
        <translation>就绪。{model} 在这台电脑上运行，任何内容都不会离开它。</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>Choose a smaller model…</source>
        <translation>选择较小的模型…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>All right</source>
        <translation>好的</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>{text} {seconds} s</source>
        <translation>{text} {seconds} 秒</translation>
    </message>
</context>
<context>
    <name>StepMark</name>
    <message>
        <source>Right: </source>
        <translation>正确：</translation>
    </message>
    <message>
        <source>Wrong: </source>
        <translation>错误：</translation>
    </message>
    <message>
        <source>Unchecked: </source>
        <translation>未检查：</translation>
    </message>
</context>
<context>
    <name>TallyView</name>
    <message>
        <source>Votes</source>
        <translation>投票</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>New problem</source>
        <translation>新题目</translation>
    </message>
    <message>
        <source>Check my work</source>
        <translation>检查我的解答</translation>
    </message>
    <message>
        <source>Solve a file</source>
        <translation>求解文件</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
</context>
<context>
    <name>TransferBar</name>
    <message>
        <source>Progress of {name}</source>
        <translation>{name} 的进度</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Pause {name}</source>
        <translation>暂停 {name}</translation>
    </message>
    <message>
        <source>Stop {name}</source>
        <translation>停止 {name}</translation>
    </message>
</context>
<context>
    <name>Typesetter</name>
    <message>
        <source>The formula uses something that cannot be drawn here.</source>
        <translation>公式中有无法在此绘制的内容。</translation>
    </message>
</context>
<context>
    <name>Votes</name>
    <message>
        <source>Answers compared: {count}</source>
        <translation>已比较的答案：{count}</translation>
    </message>
    <message>
        <source>{count} by program</source>
        <translation>程序 {count} 个</translation>
    </message>
    <message>
        <source>{count} by reasoning</source>
        <translation>推理 {count} 个</translation>
    </message>
    <message>
        <source>other answers: {count}</source>
        <translation>其他答案：{count}</translation>
    </message>
    <message>
        <source>without an answer: {count}</source>
        <translation>没有答案：{count}</translation>
    </message>
</context>
<context>
    <name>WaitingScreen</name>
    <message>
        <source>Waiting screen</source>
        <translation>待机画面</translation>
    </message>
    <message>
        <source>Any maths problem, solved and checked</source>
        <translation>任何数学题，解答并核对</translation>
    </message>
    <message>
        <source>Type it in words or as a formula. You see every step, and how the answer was checked.</source>
        <translation>用文字或公式输入。您会看到每一步，以及答案是如何核对的。</translation>
    </message>
    <message>
        <source>Nothing that you type leaves this machine or is kept.</source>
        <translation>您输入的内容不会离开这台设备，也不会被保存。</translation>
    </message>
    <message>
        <source>What you type is sent to the server {server}. Nothing of it is kept on this machine.</source>
        <translation>您输入的内容会发送到服务器 {server}，但不会保存在这台设备上。</translation>
    </message>
    <message>
        <source>Touch to begin</source>
        <translation>触摸开始</translation>
    </message>
</context>
<context>
    <name>Work</name>
    <message>
        <source>given</source>
        <translation>已知</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>cannot be checked</source>
        <translation>无法检查</translation>
    </message>
    <message>
        <source>Line {number}: {state}</source>
        <translation>第 {number} 行：{state}</translation>
    </message>
    <message>
        <source>Line {number} is the first wrong one.</source>
        <translation>第 {number} 行是第一个错误的行。</translation>
    </message>
    <message>
        <source>None of the lines could be checked.</source>
        <translation>没有一行可以检查。</translation>
    </message>
    <message>
        <source>There is no step to check yet: write the next line.</source>
        <translation>还没有可检查的步骤：请写下一行。</translation>
    </message>
    <message>
        <source>Every step that could be checked is right: {count}.</source>
        <translation>所有可检查的步骤都正确：{count} 步。</translation>
    </message>
    <message>
        <source>Not checkable: {count}.</source>
        <translation>无法检查：{count} 步。</translation>
    </message>
</context>
<context>
    <name>WorkCheckPage</name>
    <message>
        <source>Your steps</source>
        <translation>您的步骤</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Back to problems</source>
        <translation>返回题目</translation>
    </message>
    <message>
        <source>Write your steps first, one on each line.</source>
        <translation>请先写下您的步骤，每行一步。</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Check my work</source>
        <translation>检查我的解答</translation>
    </message>
    <message>
        <source>Write your derivation, one step on each line. The first wrong line is marked, with what kind of thing is wrong; the solution is not given away.</source>
        <translation>请写下您的推导，每行一步。第一个错误的行会被标出，并说明错误的类型；不会泄露答案。</translation>
    </message>
</context>
<context>
    <name>WorkPage</name>
    <message>
        <source>What shall we solve?</source>
        <translation>要解什么题？</translation>
    </message>
</context>
<context>
    <name>Workplace</name>
    <message>
        <source>Something in Steppe itself went wrong: {error}</source>
        <translation>Steppe 自身出现问题：{error}</translation>
    </message>
    <message>
        <source>All right</source>
        <translation>好的</translation>
    </message>
    <message>
        <source>{problem} Until then nothing is kept.</source>
        <translation>{problem} 在此之前不会保留任何内容。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>_Value</name>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>The problem is empty.</source>
        <translation>题目是空的。</translation>
    </message>
    <message>
        <source>The problem holds binary data.</source>
        <translation>题目中含有二进制数据。</translation>
    </message>
    <message>
        <source>Give plain text in UTF-8.</source>
        <translation>请使用 UTF-8 纯文本。</translation>
    </message>
    <message>
        <source>Give a text file in UTF-8.</source>
        <translation>请使用 UTF-8 文本文件。</translation>
    </message>
    <message>
        <source>The problem is too long: {1} characters, and at most {2} can be solved.</source>
        <translation>题目太长：{1} 个字符，最多可解 {2} 个字符。</translation>
    </message>
    <message>
        <source>Give one problem at a time, without the text around it.</source>
        <translation>请一次只给一道题，不要带周围的文字。</translation>
    </message>
    <message>
        <source>A problem with choices needs 2 to {1} of them, not {2}.</source>
        <translation>选择题需要 2 到 {1} 个选项，而不是 {2} 个。</translation>
    </message>
    <message>
        <source>One of the choices is empty.</source>
        <translation>有一个选项是空的。</translation>
    </message>
    <message>
        <source>Give every choice a text.</source>
        <translation>请给每个选项填写内容。</translation>
    </message>
    <message>
        <source>There is no file {1}.</source>
        <translation>没有文件 {1}。</translation>
    </message>
    <message>
        <source>{1} is longer than {2} MB.</source>
        <translation>{1} 超过 {2} MB。</translation>
    </message>
    <message>
        <source>Give less of it at a time.</source>
        <translation>请每次少给一些。</translation>
    </message>
    <message>
        <source>The problem is too long for this model: {1} tokens, and its context holds {2}.</source>
        <translation>题目对此模型太长：{1} 个词元，而上下文只能容纳 {2} 个。</translation>
    </message>
    <message>
        <source>The program printed {1}, which is none of the choices; the model was asked for the closest and named {2}.</source>
        <translation>程序输出 {1}，不是任何一个选项；询问模型最接近的选项，它给出 {2}。</translation>
    </message>
    <message>
        <source>The engine was killed, most likely because memory ran out.</source>
        <translation>引擎被终止，很可能是内存不足。</translation>
    </message>
    <message>
        <source>The engine crashed ({1}).</source>
        <translation>引擎崩溃了（{1}）。</translation>
    </message>
    <message>
        <source>The engine ended unexpectedly (exit code {1}{2}).</source>
        <translation>引擎意外结束（代码 {1}{2}）。</translation>
    </message>
    <message>
        <source>The engine was closed.</source>
        <translation>引擎已关闭。</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>请重新启动。</translation>
    </message>
    <message>
        <source>Something in Steppe itself went wrong: {1}.</source>
        <translation>Steppe 自身出了问题：{1}。</translation>
    </message>
    <message>
        <source>There is not enough memory to load {1}.</source>
        <translation>内存不足，无法加载 {1}。</translation>
    </message>
    <message>
        <source>The program ran to its end.</source>
        <translation>程序运行结束。</translation>
    </message>
    <message>
        <source>The program printed nothing.</source>
        <translation>程序没有输出。</translation>
    </message>
    <message>
        <source>The program was not run.</source>
        <translation>程序没有运行。</translation>
    </message>
    <message>
        <source>The program stopped with an error: {1}{2}.</source>
        <translation>程序因错误停止：{1}{2}。</translation>
    </message>
    <message>
        <source>The program is longer than {1} KB.</source>
        <translation>程序超过 {1} KB。</translation>
    </message>
    <message>
        <source>The program broke the interpreter it ran in and was stopped; nothing else was harmed.</source>
        <translation>程序使其解释器崩溃而被停止；没有造成其他影响。</translation>
    </message>
    <message>
        <source>The sandbox stopped unexpectedly while the program ran; it is being started again.</source>
        <translation>程序运行时沙箱意外停止；正在重新启动。</translation>
    </message>
    <message>
        <source>The sandbox is closed.</source>
        <translation>沙箱已关闭。</translation>
    </message>
    <message>
        <source>The sandbox helper stopped {1} times within a minute.</source>
        <translation>沙箱助手在一分钟内停止了 {1} 次。</translation>
    </message>
    <message>
        <source>The sandbox helper cannot be started: {1}.</source>
        <translation>无法启动沙箱助手：{1}。</translation>
    </message>
    <message>
        <source>The disk of {1} has {2} free, and {3} are needed.</source>
        <translation>{1} 所在磁盘剩余 {2}，需要 {3}。</translation>
    </message>
    <message>
        <source>The disk is full: {1} could not be written.</source>
        <translation>磁盘已满：无法写入 {1}。</translation>
    </message>
    <message>
        <source>Make room, then run the same command again; it resumes.</source>
        <translation>请腾出空间后重试，会从中断处继续。</translation>
    </message>
    <message>
        <source>Make room, or set STEPPE_MODELS_DIR to a folder on a larger disk.</source>
        <translation>请腾出空间，或将 STEPPE_MODELS_DIR 设为更大磁盘上的文件夹。</translation>
    </message>
    <message>
        <source>The transfer from {1} was cut after {2}: {3}.</source>
        <translation>来自 {1} 的传输在 {2} 后中断：{3}。</translation>
    </message>
    <message>
        <source>Run the same command again; it resumes where it stopped.</source>
        <translation>请重试，会从中断处继续。</translation>
    </message>
    <message>
        <source>Check the network connection.</source>
        <translation>请检查网络连接。</translation>
    </message>
    <message>
        <source>The model {1} is not on this machine yet.</source>
        <translation>模型 {1} 还不在这台电脑上。</translation>
    </message>
    <message>
        <source>The model {1} is not on this machine.</source>
        <translation>模型 {1} 不在这台电脑上。</translation>
    </message>
    <message>
        <source>There is no model called {1}.</source>
        <translation>没有名为 {1} 的模型。</translation>
    </message>
    <message>
        <source>The model file {1} is gone.</source>
        <translation>模型文件 {1} 不见了。</translation>
    </message>
    <message>
        <source>The model file {1} was written to since it was stored.</source>
        <translation>模型文件 {1} 在存入后被改动过。</translation>
    </message>
    <message>
        <source>The model file {1} is damaged: its SHA-256 is {2}, not {3}.</source>
        <translation>模型文件 {1} 已损坏：其 SHA-256 为 {2}，而不是 {3}。</translation>
    </message>
    <message>
        <source>The record {1} is damaged.</source>
        <translation>记录 {1} 已损坏。</translation>
    </message>
    <message>
        <source>Another process is at work on {1}; waiting for it to finish.</source>
        <translation>另一个进程正在处理 {1}；正在等待它完成。</translation>
    </message>
    <message>
        <source>It is fetched again.</source>
        <translation>正在重新下载。</translation>
    </message>
    <message>
        <source>Another file is installed as {1}.</source>
        <translation>{1} 已安装了另一个文件。</translation>
    </message>
    <message>
        <source>What came as {1} is not a whole GGUF file; it was removed.</source>
        <translation>收到的 {1} 不是完整的 GGUF 文件，已被删除。</translation>
    </message>
    <message>
        <source>The file {1} is not a GGUF file.</source>
        <translation>文件 {1} 不是 GGUF 文件。</translation>
    </message>
    <message>
        <source>Steppe needs a model in GGUF format.</source>
        <translation>Steppe 需要 GGUF 格式的模型。</translation>
    </message>
    <message>
        <source>The file {1} cannot be read: {2}.</source>
        <translation>无法读取文件 {1}：{2}。</translation>
    </message>
    <message>
        <source>The file {1} is cut short: it has {2} of {3} bytes.</source>
        <translation>文件 {1} 不完整：{3} 字节中只有 {2} 字节。</translation>
    </message>
    <message>
        <source>The file {1} is cut short: it ends within its own header.</source>
        <translation>文件 {1} 不完整：在文件头中就结束了。</translation>
    </message>
    <message>
        <source>Get the file again.</source>
        <translation>请重新获取该文件。</translation>
    </message>
    <message>
        <source>The header of {1} is damaged: {2}.</source>
        <translation>{1} 的文件头已损坏：{2}。</translation>
    </message>
    <message>
        <source>The folder {1} cannot be made: {2}.</source>
        <translation>无法创建文件夹 {1}：{2}。</translation>
    </message>
    <message>
        <source>In {1}, {2} is no setting; it is ignored.</source>
        <translation>在 {1} 中，{2} 不是设置项，已忽略。</translation>
    </message>
    <message>
        <source>In {1}, {2} must be {3}, not {4}; the default is used.</source>
        <translation>在 {1} 中，{2} 必须是 {3}，而不是 {4}；使用默认值。</translation>
    </message>
    <message>
        <source>The environment variable {1} is no setting; it is ignored.</source>
        <translation>环境变量 {1} 不是设置项，已忽略。</translation>
    </message>
    <message>
        <source>The environment variable {1} must be {2}, not {3}; it is ignored.</source>
        <translation>环境变量 {1} 必须是 {2}，而不是 {3}；已忽略。</translation>
    </message>
    <message>
        <source>The settings file {1} is not valid TOML ({2}); it is not used.</source>
        <translation>设置文件 {1} 不是有效的 TOML（{2}），未使用。</translation>
    </message>
    <message>
        <source>The settings file {1} is not plain text; it is not used.</source>
        <translation>设置文件 {1} 不是纯文本，未使用。</translation>
    </message>
    <message>
        <source>The settings file {1} cannot be read ({2}); it is not used.</source>
        <translation>无法读取设置文件 {1}（{2}），未使用。</translation>
    </message>
    <message>
        <source>The settings file was damaged and is kept as {1}; a new one was begun.</source>
        <translation>设置文件已损坏，保留为 {1}；已新建一个。</translation>
    </message>
    <message>
        <source>The settings file {1} cannot be written: {2}.</source>
        <translation>无法写入设置文件 {1}：{2}。</translation>
    </message>
    <message>
        <source>The change holds until Steppe ends. Make the place writable to keep it.</source>
        <translation>更改在 Steppe 退出前有效。要保留它，请使该位置可写。</translation>
    </message>
    <message>
        <source>The history cannot be kept in {1}: {2}.</source>
        <translation>无法在 {1} 中保留历史记录：{2}。</translation>
    </message>
    <message>
        <source>Make that folder writable, or set STEPPE_DATA_DIR to one that is.</source>
        <translation>请使该文件夹可写，或将 STEPPE_DATA_DIR 设为可写的文件夹。</translation>
    </message>
    <message>
        <source>The history was damaged. {1} found again{2}. The damaged file is kept as {3}.</source>
        <translation>历史记录已损坏。已找回：{1}{2}。损坏的文件保留为 {3}。</translation>
    </message>
    <message>
        <source>The history {1} cannot grow: the disk is full.</source>
        <translation>历史记录 {1} 无法增大：磁盘已满。</translation>
    </message>
    <message>
        <source>The history {1} cannot be written: the disk is full or does not answer.</source>
        <translation>无法写入历史记录 {1}：磁盘已满或没有响应。</translation>
    </message>
    <message>
        <source>The history {1} may not be written.</source>
        <translation>不允许写入历史记录 {1}。</translation>
    </message>
    <message>
        <source>The history {1} is busy.</source>
        <translation>历史记录 {1} 正被占用。</translation>
    </message>
    <message>
        <source>Another Steppe is at work on it; try again.</source>
        <translation>另一个 Steppe 正在使用它，请重试。</translation>
    </message>
    <message>
        <source>Check the permissions of its folder.</source>
        <translation>请检查该文件夹的权限。</translation>
    </message>
    <message>
        <source>The history {1} was written by a later version of Steppe.</source>
        <translation>历史记录 {1} 由更新版本的 Steppe 写入。</translation>
    </message>
    <message>
        <source>The history {1} can be read and not changed: its folder may not be written.</source>
        <translation>历史记录 {1} 可读但不能更改：其文件夹不允许写入。</translation>
    </message>
    <message>
        <source>Make room on the disk.</source>
        <translation>请在磁盘上腾出空间。</translation>
    </message>
    <message>
        <source>There is no solve {1} in the history.</source>
        <translation>历史记录中没有编号 {1}。</translation>
    </message>
    <message>
        <source>Worksheet</source>
        <translation>练习题</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>题目</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Solutions</source>
        <translation>解答</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>没有答案</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理过程</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>The program was not finished.</source>
        <translation>程序没有写完。</translation>
    </message>
    <message>
        <source>The two ways differ: at least one is wrong.</source>
        <translation>两种方法的结果不同：至少有一个是错的。</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Plot</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Way of solving</source>
        <translation>解题方式</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>解题时间</translation>
    </message>
    <message>
        <source>Understood as</source>
        <translation>理解为</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>代入检验</translation>
    </message>
    <message>
        <source>Votes</source>
        <translation>票数</translation>
    </message>
    <message>
        <source>Answers like this one that were right</source>
        <translation>同类答案中正确的</translation>
    </message>
    <message>
        <source>The program was edited.</source>
        <translation>程序已被修改。</translation>
    </message>
    <message>
        <source>SHA-256 of the model</source>
        <translation>模型的 SHA-256</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>制作工具</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Page {1} of {2}</source>
        <translation>第 {1} 页，共 {2} 页</translation>
    </message>
    <message>
        <source>This solve was stopped.</source>
        <translation>解题已停止。</translation>
    </message>
    <message>
        <source>This solve failed.</source>
        <translation>解题失败。</translation>
    </message>
    <message>
        <source>This solve was cut off.</source>
        <translation>解题被中断。</translation>
    </message>
    <message>
        <source>This solve is still running.</source>
        <translation>仍在解题。</translation>
    </message>
    <message>
        <source>program and reasoning, compared</source>
        <translation>程序与推理，相互比较</translation>
    </message>
    <message>
        <source>reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>program first</source>
        <translation>先用程序</translation>
    </message>
    <message>
        <source>reasoning with programs</source>
        <translation>推理并穿插程序</translation>
    </message>
    <message>
        <source>a vote of many answers</source>
        <translation>多个答案投票</translation>
    </message>
    <message>
        <source>PDF document</source>
        <translation>PDF 文档</translation>
    </message>
    <message>
        <source>Markdown text</source>
        <translation>Markdown 文本</translation>
    </message>
    <message>
        <source>LaTeX document</source>
        <translation>LaTeX 文档</translation>
    </message>
    <message>
        <source>Jupyter notebook</source>
        <translation>Jupyter 笔记本</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>纯文本</translation>
    </message>
    <message>
        <source>JSON data</source>
        <translation>JSON 数据</translation>
    </message>
    <message>
        <source>There is a file {1} already.</source>
        <translation>文件 {1} 已存在。</translation>
    </message>
    <message>
        <source>Make room, then export it again.</source>
        <translation>请腾出空间，然后重新导出。</translation>
    </message>
    <message>
        <source>There is no folder {1}.</source>
        <translation>没有文件夹 {1}。</translation>
    </message>
    <message>
        <source>Name a folder that is there.</source>
        <translation>请指定一个存在的文件夹。</translation>
    </message>
    <message>
        <source>The folder {1} may not be written.</source>
        <translation>文件夹 {1} 不可写入。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{1} could not be written: {2}.</source>
        <translation>无法写入 {1}：{2}。</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>请选择其他位置。</translation>
    </message>
    <message>
        <source>PDF needs PySide6, which is not installed.</source>
        <translation>PDF 需要 PySide6，但尚未安装。</translation>
    </message>
    <message>
        <source>The document could not be printed: {1}</source>
        <translation>无法打印文档：{1}</translation>
    </message>
    <message>
        <source>The name of {1} says no format.</source>
        <translation>{1} 的名称没有说明格式。</translation>
    </message>
    <message>
        <source>{1} holds results of other problems: {2}.</source>
        <translation>{1} 中是其他题目的结果：{2}。</translation>
    </message>
    <message>
        <source>Name another file with --output, or add --restart to begin anew.</source>
        <translation>请换一个文件，或重新开始。</translation>
    </message>
    <message>
        <source>{1} was made with other settings: {2} was {3}, and is {4}.</source>
        <translation>{1} 是用其他设置生成的：{2} 原为 {3}，现为 {4}。</translation>
    </message>
    <message>
        <source>Use those again, name another file with --output, or add --restart to begin anew.</source>
        <translation>请恢复原设置、换一个文件，或重新开始。</translation>
    </message>
    <message>
        <source>{1} is there and holds no results of Steppe.</source>
        <translation>{1} 已存在，但不是 Steppe 的结果文件。</translation>
    </message>
    <message>
        <source>Name another file with --output.</source>
        <translation>请换一个文件。</translation>
    </message>
    <message>
        <source>Another Steppe is writing {1}.</source>
        <translation>另一个 Steppe 正在写入 {1}。</translation>
    </message>
    <message>
        <source>Wait until it has ended, or name another file.</source>
        <translation>请等它结束，或换一个文件。</translation>
    </message>
    <message>
        <source>{1} holds no problems.</source>
        <translation>{1} 中没有题目。</translation>
    </message>
    <message>
        <source>Give a file with one problem a line.</source>
        <translation>请使用每行一道题的文件。</translation>
    </message>
    <message>
        <source>{1} has no column {2}; its columns are: {3}.</source>
        <translation>{1} 没有 {2} 列；现有的列：{3}。</translation>
    </message>
    <message>
        <source>Name the column with --column, or call it problem in the table&apos;s first line.</source>
        <translation>请在表格第一行将该列命名为 problem。</translation>
    </message>
    <message>
        <source>{1} has {2} of {3} results; the rest follows.</source>
        <translation>{1} 已有 {3} 个结果中的 {2} 个；其余随后完成。</translation>
    </message>
    <message>
        <source>Problems and results cannot be the same file.</source>
        <translation>题目和结果不能是同一个文件。</translation>
    </message>
    <message>
        <source>Its sides are not equal: at {1}.</source>
        <translation>两边不相等：{1}。</translation>
    </message>
    <message>
        <source>Its two sides are different numbers.</source>
        <translation>两边是不同的数。</translation>
    </message>
    <message>
        <source>It is not equal to line {1}: at {2}.</source>
        <translation>它与第 {1} 行不相等：{2}。</translation>
    </message>
    <message>
        <source>It does not follow from line {1}: the two have different solutions.</source>
        <translation>它不能由第 {1} 行推出：两者的解不同。</translation>
    </message>
    <message>
        <source>It has fewer solutions than line {1}. Was something divided away that can be zero?</source>
        <translation>它的解比第 {1} 行少。是否约去了可能为零的式子？</translation>
    </message>
    <message>
        <source>It follows, but line {1} may not have all of its solutions: put them back there.</source>
        <translation>它成立，但第 {1} 行可能没有它的全部解：请代回检验。</translation>
    </message>
    <message>
        <source>C is any constant.</source>
        <translation>C 是任意常数。</translation>
    </message>
    <message>
        <source>n is any whole number.</source>
        <translation>n 是任意整数。</translation>
    </message>
    <message>
        <source>As a decimal: about {1}.</source>
        <translation>小数形式：约 {1}。</translation>
    </message>
    <message>
        <source>As a decimal: {1}.</source>
        <translation>小数形式：{1}。</translation>
    </message>
    <message>
        <source>As decimals: {1}.</source>
        <translation>小数形式：{1}。</translation>
    </message>
    <message>
        <source>The complex solutions are {1}.</source>
        <translation>复数解为 {1}。</translation>
    </message>
    <message>
        <source>{1} can be any real number.</source>
        <translation>{1} 可以是任意实数。</translation>
    </message>
</context>
<context>
    <name>past</name>
    <message>
        <source>yesterday {time}</source>
        <translation>昨天 {time}</translation>
    </message>
    <message>
        <source>{day} {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>being solved</source>
        <translation>正在求解</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有答案</translation>
    </message>
    <message>
        <source>Answer: {answer}</source>
        <translation>答案：{answer}</translation>
    </message>
    <message>
        <source>both ways agree</source>
        <translation>两种方法一致</translation>
    </message>
    <message>
        <source>the two ways differ</source>
        <translation>两种方法不同</translation>
    </message>
    <message>
        <source>favourite</source>
        <translation>收藏</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Solving</source>
        <translation>求解</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Which model solves; in a settings file its id or a path, empty for the recommended one.</source>
        <translation>用哪个模型求解；在设置文件中写它的标识或路径，留空表示推荐的模型。</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>How a problem is solved: by program and reasoning, compared, by one of them, or by reasoning if a program fails.</source>
        <translation>怎样解题：程序和推理并比较、只用其中一种，或程序失败时用推理。</translation>
    </message>
    <message>
        <source>Answers to compare</source>
        <translation>要比较的答案数</translation>
    </message>
    <message>
        <source>Time for a vote</source>
        <translation>投票时间</translation>
    </message>
    <message>
        <source>Longest text</source>
        <translation>最长文本</translation>
    </message>
    <message>
        <source>How much the model may write on each path.</source>
        <translation>模型在每条路径上最多可以写多少。</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>个词元</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>How freely the model chooses its words; 0 always takes the likeliest, so that the result is repeatable.</source>
        <translation>模型选词的自由程度；0 表示总选最可能的词，结果可以重复。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Where chance begins when the temperature is not 0.</source>
        <translation>温度不为 0 时随机数的起点。</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>处理器线程</translation>
    </message>
    <message>
        <source>How many threads compute.</source>
        <translation>用多少个线程计算。</translation>
    </message>
    <message>
        <source>as many as there are cores</source>
        <translation>与核心数相同</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>How much text, problem and solution together, the model keeps in view.</source>
        <translation>模型能同时看到多少文本（题目和解答合计）。</translation>
    </message>
    <message>
        <source>what suits the model</source>
        <translation>适合模型的值</translation>
    </message>
    <message>
        <source>Layers on the GPU</source>
        <translation>GPU 上的层数</translation>
    </message>
    <message>
        <source>How many layers of the model run on the graphics processor; 0 is none.</source>
        <translation>模型有多少层在图形处理器上运行；0 表示没有。</translation>
    </message>
    <message>
        <source>as many as fit</source>
        <translation>尽可能多</translation>
    </message>
    <message>
        <source>Time for a program</source>
        <translation>程序时间</translation>
    </message>
    <message>
        <source>After this time a program is stopped.</source>
        <translation>超过此时间程序会被停止。</translation>
    </message>
    <message>
        <source>The language of the window.</source>
        <translation>窗口的语言。</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>How many answers a vote compares at most, the first two included. Automatic: 6 where the first two differ, 16 in a vote.</source>
        <translation>一次投票最多比较多少个答案，包括最初的两个。自动：最初两个不同时为 6 个，投票时为 16 个。</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>When this time is over, no more answers are compared. Automatic: 40 s where the first two differ, 180 s in a vote.</source>
        <translation>超过这段时间后不再比较更多答案。自动：最初两个不同时为 40 秒，投票时为 180 秒。</translation>
    </message>
    <message>
        <source>Memory for a program</source>
        <translation>程序内存</translation>
    </message>
    <message>
        <source>A program that needs more than this is stopped.</source>
        <translation>超过此内存的程序会被停止。</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Light, dark, or as the system does.</source>
        <translation>浅色、深色或跟随系统。</translation>
    </message>
    <message>
        <source>Size of text</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>The size of all text in the window, in percent of the system&apos;s.</source>
        <translation>窗口中所有文字的大小，以系统大小的百分比表示。</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Keep a history</source>
        <translation>保留历史记录</translation>
    </message>
    <message>
        <source>Whether solved problems are kept on this machine.</source>
        <translation>是否在这台电脑上保留解过的题目。</translation>
    </message>
    <message>
        <source>Delete after</source>
        <translation>多久后删除</translation>
    </message>
    <message>
        <source>Solved problems older than this are deleted; favourites stay.</source>
        <translation>早于此时间的题目会被删除；收藏会保留。</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
        <source>reasons and writes programs</source>
        <translation>能推理也能写程序</translation>
    </message>
    <message>
        <source>writes programs</source>
        <translation>能写程序</translation>
    </message>
    <message>
        <source>reasons in words</source>
        <translation>用文字推理</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>约 {size}</translation>
    </message>
    <message>
        <source>How much memory is free could not be read, so nothing can be promised.</source>
        <translation>无法读取剩余内存，因此无法保证。</translation>
    </message>
    <message>
        <source>Fits this machine: it needs {needed} of memory, and {free} are free.</source>
        <translation>适合这台电脑：需要 {needed} 内存，剩余 {free}。</translation>
    </message>
    <message>
        <source>Fits with shorter texts only, up to {largest} instead of {tokens} tokens: it needs {needed} of memory, and {free} are free.</source>
        <translation>只适合较短的文本，最多 {largest} 个词元而不是 {tokens} 个：需要 {needed} 内存，剩余 {free}。</translation>
    </message>
    <message>
        <source>Does not fit this machine now: it needs {needed} of memory, and {free} are free.</source>
        <translation>目前不适合这台电脑：需要 {needed} 内存，剩余 {free}。</translation>
    </message>
    <message>
        <source>How quickly it writes here is measured when it is first used.</source>
        <translation>首次使用时会测量它在本机的书写速度。</translation>
    </message>
    <message>
        <source>{alone} tokens a second, {wave} with {answers} answers at once: measured here.</source>
        <translation>每秒 {alone} 个词元，同时写 {answers} 个答案时共 {wave} 个：在本机实测。</translation>
    </message>
    <message>
        <source>About {alone} tokens a second, {wave} with {answers} answers at once: estimated from {file}.</source>
        <translation>每秒约 {alone} 个词元，同时写 {answers} 个答案时共约 {wave} 个：根据 {file} 估计。</translation>
    </message>
    <message>
        <source>{free} of {total} memory free</source>
        <translation>内存剩余 {free}，共 {total}</translation>
    </message>
    <message>
        <source>free memory could not be read</source>
        <translation>无法读取剩余内存</translation>
    </message>
    <message>
        <source>{name} with {free} free</source>
        <translation>{name}，剩余 {free}</translation>
    </message>
    <message>
        <source>{free} free on the disk for models</source>
        <translation>存放模型的磁盘剩余 {free}</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Joining</source>
        <translation>正在合并</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>正在复制</translation>
    </message>
    <message>
        <source>Reading the checkpoint</source>
        <translation>正在读取检查点</translation>
    </message>
    <message>
        <source>Calibrating</source>
        <translation>正在校准</translation>
    </message>
    <message>
        <source>Converting</source>
        <translation>正在转换</translation>
    </message>
    <message>
        <source>Comparing with the original</source>
        <translation>正在与原始模型比较</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}：{done} / {total}</translation>
    </message>
    <message>
        <source>{what}: {percent} %</source>
        <translation>{what}：{percent} %</translation>
    </message>
    <message>
        <source>{what}, {left} left</source>
        <translation>{what}，还剩 {left}</translation>
    </message>
</context>
</TS>
